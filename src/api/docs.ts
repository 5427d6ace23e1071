import { Router } from 'express';
import type { Context } from '../context.js';
import type { Route } from './route.js';

export async function docsRouter(_ctx: Context, _routes: readonly Route[]): Promise<Router> {
  return Router();
}
