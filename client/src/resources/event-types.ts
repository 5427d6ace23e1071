import type { EventType } from '../generated/api.js';
import { list } from '../list.js';
import type { Send } from '../request.js';
import { ask, type CallOptions } from './resource.js';

export type EventTypes = ReturnType<typeof eventTypes>;

export function eventTypes(send: Send) {
  return {
    list: (options?: CallOptions) => list<EventType>(send, '/event-types', {}, options),
    get: (name: string, options?: CallOptions) =>
      ask<EventType>(send, 'GET', `/event-types/${encodeURIComponent(name)}`, options),
  };
}
