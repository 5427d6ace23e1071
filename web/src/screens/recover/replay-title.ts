import type { Include } from './recover-search.js';

const TITLES: Record<Include, string> = {
  failed: 'Recover failed',
  missing: 'Send missed events',
  all: 'Send everything again',
};

/** What a recovery of this kind is called. */
export function replayTitle(include: Include): string {
  return TITLES[include];
}
