import { readdir } from 'node:fs/promises';
import type { Route } from './route.js';

const DIRECTORY = new URL('./routes/', import.meta.url);

/** Every route: each file of src/api/routes exports one as `route`. */
export async function loadRoutes(): Promise<Route[]> {
  const files = (await readdir(DIRECTORY)).filter((file) => /^[a-z0-9-]+\.[jt]s$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const { route } = (await import(new URL(file, DIRECTORY).href)) as { route?: Route };
      if (!route) throw new Error(`src/api/routes/${file} exports no route.`);
      return route;
    }),
  );
}
