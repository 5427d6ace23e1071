import type { Query, Send } from './request.js';
import type { CallOptions } from './resources/resource.js';

export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

export interface ListQuery {
  /** How many a request fetches, 1–250. Iterating goes on to the last one all the same. Default: 50. */
  limit?: number | undefined;
  /** `nextCursor` of a page: begin after it. */
  cursor?: string | undefined;
}

/** `for await (const item of list)`; asks for a page when the one before is used up. */
export interface List<Item> extends AsyncIterable<Item> {
  pages(): AsyncIterable<Page<Item>>;
}

export function list<Item>(
  send: Send,
  path: string,
  query: Query = {},
  options: CallOptions = {},
): List<Item> {
  async function* pages(): AsyncGenerator<Page<Item>, void> {
    let cursor = query.cursor;
    do {
      const { body } = await send<Page<Item>>({
        ...options,
        method: 'GET',
        path,
        query: { ...query, cursor },
      });
      yield body;
      cursor = body.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page.data;
    },
  };
}
