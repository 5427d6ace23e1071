import { inject } from 'vitest';

/** The browser that the run found or fetched (ensure-browser.ts); undefined where none could be had, which it said. */
export function findBrowser(): string | undefined {
  return inject('browserPath') || undefined;
}
