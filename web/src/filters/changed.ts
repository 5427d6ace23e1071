/** What of a search changes; undefined takes a filter away. */
export type SearchChange<Search> = { [Name in keyof Search]?: Search[Name] | undefined };

/** The search with a change. A filter that is not set is none. */
export function changed<Search extends object>(search: Search, change: SearchChange<Search>): Search {
  const all = Object.entries({ ...search, ...change });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Search;
}
