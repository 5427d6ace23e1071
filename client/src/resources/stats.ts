import type { Statistics } from '../generated/api.js';
import type { Send } from '../request.js';
import { ask, type CallOptions, type Time } from './resource.js';

export interface StatisticsQuery {
  /** Default: 24 hours before `to`. */
  from?: Time;
  /** Default: now. */
  to?: Time;
}

export type Stats = ReturnType<typeof stats>;

export function stats(send: Send) {
  return {
    /** Of the whole workspace; with `by: 'webhook'` of each of its webhooks as well. */
    get: (query: StatisticsQuery & { by?: 'webhook' } = {}, options?: CallOptions) =>
      ask<Statistics>(send, 'GET', '/stats', options, { query: { ...query } }),
  };
}
