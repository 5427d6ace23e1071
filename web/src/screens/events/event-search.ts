import type { EventFilter } from '../../queries/event-pages.js';
import { textOf } from '../../search-text.js';

/** The filters as they stand in the URL: named as the API names them. */
export interface EventSearch {
  eventType?: string;
  subject?: string;
  externalId?: string;
  from?: string;
  to?: string;
  /** `false`: only those that went to no webhook. */
  matched?: 'false';
}

const TEXTS = ['eventType', 'subject', 'externalId'] as const;
const TIMES = ['from', 'to'] as const;

/** What is no such filter is left out. */
export function readEventSearch(search: Record<string, unknown>): EventSearch {
  const read: EventSearch = {};
  for (const name of TEXTS) {
    const text = textOf(search[name]);
    if (text !== undefined) read[name] = text;
  }
  for (const name of TIMES) {
    const text = textOf(search[name]);
    if (text !== undefined && !Number.isNaN(Date.parse(text))) read[name] = text;
  }
  if (search['matched'] === 'false') read.matched = 'false';
  return read;
}

export function filterOf({ matched, ...search }: EventSearch): EventFilter {
  return matched === undefined ? search : { ...search, matched: false };
}
