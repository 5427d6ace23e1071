import type { DeliveryRow, Page } from '@posthorn/client';
import type { InfiniteData } from '@tanstack/react-query';

/** A list as far as it was asked for: newest first, as their ids sort. */
export type DeliveryPages = InfiniteData<Page<DeliveryRow>, string | undefined>;

const RANK: Record<DeliveryRow['status'], number> = {
  queued: 0,
  held: 0,
  retrying: 1,
  sending: 2,
  delivered: 3,
  failed: 3,
  cancelled: 3,
};

/** Whether `news` is about an earlier moment than what is known. */
function isOlder(news: DeliveryRow, known: DeliveryRow): boolean {
  if (news.run !== known.run) return news.run < known.run;
  if (news.attemptCount !== known.attemptCount) return news.attemptCount < known.attemptCount;
  return RANK[news.status] < RANK[known.status];
}

/** Those that are shown get what changed; none moves. */
export function withChanges(pages: DeliveryPages, changes: ReadonlyMap<string, DeliveryRow>): DeliveryPages {
  return mapPages(pages, (rows) =>
    mapChanged(rows, (row) => {
      const change = changes.get(row.id);
      return change && !isOlder(change, row) ? change : row;
    }),
  );
}

/** Each in its place; one that belongs further down than was asked for comes with its page. */
export function withNewRows(pages: DeliveryPages, rows: Iterable<DeliveryRow>): DeliveryPages {
  const known = idsOf(pages);
  const added = [...rows].filter(({ id }) => !known.has(id));
  return mapPages(pages, (shown, index) => {
    const after = pages.pages[index - 1]?.data.at(-1)?.id;
    const last = pages.pages[index]?.nextCursor === null ? undefined : shown.at(-1)?.id;
    const own = added.filter(
      ({ id }) => (after === undefined || id < after) && (last === undefined || id > last),
    );
    return own.length === 0 ? shown : [...shown, ...own].sort((a, b) => (a.id < b.id ? 1 : -1));
  });
}

export function idsOf({ pages }: DeliveryPages): Set<string> {
  return new Set(pages.flatMap(({ data }) => data.map(({ id }) => id)));
}

/** As it was after the first answer, to be asked for again from there. */
export function firstPageOf({ pages, pageParams }: DeliveryPages): DeliveryPages {
  return { pages: pages.slice(0, 1), pageParams: pageParams.slice(0, 1) };
}

/** What stays the same stays the same object: only what changed is drawn again. */
function mapPages(
  pages: DeliveryPages,
  map: (rows: DeliveryRow[], index: number) => DeliveryRow[],
): DeliveryPages {
  const mapped = mapChanged(pages.pages, (page, index) => {
    const data = map(page.data, index);
    return data === page.data ? page : { ...page, data };
  });
  return mapped === pages.pages ? pages : { ...pages, pages: mapped };
}

function mapChanged<Item>(items: Item[], map: (item: Item, index: number) => Item): Item[] {
  const mapped = items.map(map);
  return mapped.some((item, index) => item !== items[index]) ? mapped : items;
}
