import type { Event, EventRow } from '../generated/api.js';
import { list, type ListQuery } from '../list.js';
import type { Send } from '../request.js';
import { ask, segment, type CallOptions, type Time } from './resource.js';

export interface EventQuery extends ListQuery {
  eventType?: string;
  subject?: string;
  externalId?: string;
  /** false: those that no webhook took. */
  matched?: boolean;
  from?: Time;
  to?: Time;
}

export type Events = ReturnType<typeof events>;

export function events(send: Send) {
  return {
    list: (query: EventQuery = {}, options?: CallOptions) =>
      list<EventRow>(send, '/events', { ...query }, options),
    get: (id: string, options?: CallOptions) => ask<Event>(send, 'GET', `/events/${segment(id)}`, options),
    /** What receivers get as body, byte for byte; 404 once it is erased. */
    payload: async (id: string, options: CallOptions = {}): Promise<string> => {
      const call = { ...options, method: 'GET', path: `/events/${segment(id)}/payload` } as const;
      return (await send(call)).text;
    },
    /** Erases payload and stored responses, and keeps the record; open deliveries end cancelled. */
    erasePayload: (id: string, options?: CallOptions) =>
      ask<void>(send, 'DELETE', `/events/${segment(id)}/payload`, options),
  };
}
