import type { StartReplay } from '@posthorn/client';
import { textOf } from '../../search-text.js';

export const INCLUDES = ['failed', 'missing', 'all'] as const satisfies readonly StartReplay['include'][];
export type Include = (typeof INCLUDES)[number];

/** What to recover, as it stands in the URL: named as the API names it. */
export interface RecoverSearch {
  webhookId?: string;
  include?: Include;
  /** An instant, or one of the spans that end now. */
  since?: string;
  until?: string;
  /** Names with commas between them. */
  eventTypes?: string;
}

const HOUR_MS = 3_600_000;

/** Spans up to now, by how the URL names them. */
export const SPANS: Record<string, { label: string; ms: number }> = {
  '1h': { label: 'the last hour', ms: HOUR_MS },
  '24h': { label: 'the last 24 hours', ms: 24 * HOUR_MS },
  '7d': { label: 'the last 7 days', ms: 7 * 24 * HOUR_MS },
  '30d': { label: 'the last 30 days', ms: 30 * 24 * HOUR_MS },
};

export const DEFAULT_SPAN = '24h';

export function readRecoverSearch(search: Record<string, unknown>): RecoverSearch {
  const webhookId = textOf(search['webhookId']);
  const include = INCLUDES.find((known) => known === search['include']);
  const since = textOf(search['since']);
  const until = textOf(search['until']);
  const eventTypes = textOf(search['eventTypes']);
  return {
    ...(webhookId && { webhookId }),
    ...(include && { include }),
    ...(since && (since in SPANS || isInstant(since)) && { since }),
    ...(until && isInstant(until) && { until }),
    ...(eventTypes && { eventTypes }),
  };
}

export function eventTypesOf({ eventTypes = '' }: RecoverSearch): string[] {
  return eventTypes.split(',').filter((name) => name !== '');
}

/** When the span begins that the search names. */
export function sinceOf({ since = DEFAULT_SPAN }: RecoverSearch, now: number): string {
  const span = SPANS[since];
  return span ? new Date(now - span.ms).toISOString() : since;
}

function isInstant(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}
