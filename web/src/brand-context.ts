import { createContext, use } from 'react';
import type { Brand } from './brand.js';

export const BrandContext = createContext<Brand | undefined>(undefined);

export function useBrand(): Brand {
  const brand = use(BrandContext);
  if (!brand) throw new Error('There is no brand outside of the App');
  return brand;
}
