import type { ApiKey, CreateApiKey, CreatedApiKey } from '../generated/api.js';
import { list, type ListQuery } from '../list.js';
import type { Send } from '../request.js';
import { ask, segment, type CallOptions } from './resource.js';

export type ApiKeys = ReturnType<typeof apiKeys>;

export function apiKeys(send: Send) {
  return {
    list: (query: ListQuery = {}, options?: CallOptions) =>
      list<ApiKey>(send, '/api-keys', { ...query }, options),
    /** `key` is shown this once. */
    create: (apiKey: CreateApiKey, options?: CallOptions) =>
      ask<CreatedApiKey>(send, 'POST', '/api-keys', options, { body: apiKey }),
    delete: (id: string, options?: CallOptions) =>
      ask<void>(send, 'DELETE', `/api-keys/${segment(id)}`, options),
  };
}
