import type { Route } from './route.js';

type Links = Record<string, { operationId: string; parameters: Record<string, string> }>;

/** What of this answer leads to which other calls: a collection's ids to the paths beneath `/{collection}/{id}`. */
export function linksOf(route: Route, status: number, routes: readonly Route[]): Links {
  const pointer = pointerToFirst(route, status);
  if (pointer === undefined) return {};
  const collection = collectionOf(route);
  return Object.fromEntries(
    routes.flatMap(({ operationId, path }) => {
      if (!path.startsWith(`${collection}/{`)) return [];
      const parameter = path.slice(collection.length + 2).split('}')[0]!;
      const value = `$response.body#${pointer}/${parameter}`;
      return [[operationId, { operationId, parameters: { [parameter]: value } }]];
    }),
  );
}

/** Of a path beneath another thing, its last word in the plural: `/webhooks/{id}/replay` answers with one of `/replays`. */
function collectionOf({ path }: Route): string {
  if (!path.includes('{')) return path;
  return path.slice(path.lastIndexOf('/')).replace(/([^s])$/, '$1s');
}

/** To what was made, or to the first of a list. */
function pointerToFirst({ method, path }: Route, status: number): string | undefined {
  if (path.endsWith('}')) return undefined;
  if (method === 'get') return '/data/0';
  return method === 'post' && status > 200 ? '' : undefined;
}
