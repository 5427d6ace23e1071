import type { Delivery, DeliveryRow } from '../generated/api.js';
import { list, type ListQuery } from '../list.js';
import type { Send } from '../request.js';
import { ask, segment, type CallOptions, type Time } from './resource.js';

export interface DeliveryQuery extends ListQuery {
  webhookId?: string;
  eventId?: string;
  eventType?: string;
  subject?: string;
  status?: DeliveryRow['status'];
  /** Of the last attempt. */
  responseStatus?: number;
  /** Of the last attempt. */
  errorCode?: string;
  from?: Time;
  to?: Time;
}

export type Deliveries = ReturnType<typeof deliveries>;

export function deliveries(send: Send) {
  const path = (id: string, action = ''): string => `/deliveries/${segment(id)}${action}`;
  return {
    list: (query: DeliveryQuery = {}, options?: CallOptions) =>
      list<DeliveryRow>(send, '/deliveries', { ...query }, options),
    /** With the attempts of the newest run, or of another one. */
    get: (id: string, query: { run?: number } = {}, options?: CallOptions) =>
      ask<Delivery>(send, 'GET', path(id), options, { query }),
    /** The next attempt now; a finished delivery begins a new run. */
    retry: (id: string, options?: CallOptions) => ask<DeliveryRow>(send, 'POST', path(id, '/retry'), options),
    cancel: (id: string, options?: CallOptions) =>
      ask<DeliveryRow>(send, 'POST', path(id, '/cancel'), options),
  };
}
