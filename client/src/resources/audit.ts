import type { AuditRecord } from '../generated/api.js';
import { list, type ListQuery } from '../list.js';
import type { Send } from '../request.js';
import type { CallOptions, Time } from './resource.js';

export interface AuditQuery extends ListQuery {
  /** The id of an API key, or `admin`. */
  actor?: string;
  action?: AuditRecord['action'];
  from?: Time;
  to?: Time;
}

export type Audit = ReturnType<typeof audit>;

export function audit(send: Send) {
  return {
    list: (query: AuditQuery = {}, options?: CallOptions) =>
      list<AuditRecord>(send, '/audit', { ...query }, options),
  };
}
