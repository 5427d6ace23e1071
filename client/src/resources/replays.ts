import type { Replay } from '../generated/api.js';
import { list, type ListQuery } from '../list.js';
import type { Send } from '../request.js';
import { ask, segment, type CallOptions } from './resource.js';

export type Replays = ReturnType<typeof replays>;

export function replays(send: Send) {
  return {
    /** A webhook's, newest first. */
    list: (webhookId: string, query: ListQuery = {}, options?: CallOptions) =>
      list<Replay>(send, `/webhooks/${segment(webhookId)}/replays`, { ...query }, options),
    get: (id: string, options?: CallOptions) => ask<Replay>(send, 'GET', `/replays/${segment(id)}`, options),
    /** What it has queued stays, and is sent. */
    cancel: (id: string, options?: CallOptions) =>
      ask<Replay>(send, 'POST', `/replays/${segment(id)}/cancel`, options),
  };
}
