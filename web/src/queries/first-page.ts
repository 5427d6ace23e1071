import type { List, Page } from '@posthorn/client';

/** One request's part of a list. */
export async function firstPage<Item>(list: List<Item>): Promise<Page<Item>> {
  for await (const page of list.pages()) return page;
  return { data: [], nextCursor: null };
}
