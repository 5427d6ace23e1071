import type { CreatePortalLink, PortalLink, Workspace } from '../generated/api.js';
import { list, type ListQuery } from '../list.js';
import type { Send } from '../request.js';
import { ask, segment, type CallOptions } from './resource.js';

export type Workspaces = ReturnType<typeof workspaces>;

/** For an admin key. */
export function workspaces(send: Send) {
  const path = (id: string): string => `/workspaces/${segment(id)}`;
  return {
    list: (query: ListQuery = {}, options?: CallOptions) =>
      list<Workspace>(send, '/workspaces', { ...query }, options),
    get: (id: string, options?: CallOptions) => ask<Workspace>(send, 'GET', path(id), options),
    /** Makes it, or renames it. */
    put: (id: string, workspace: { name: string }, options?: CallOptions) =>
      ask<Workspace>(send, 'PUT', path(id), options, { body: workspace }),
    /** Erases the tenant: its webhooks, events, deliveries and keys. */
    delete: (id: string, options?: CallOptions) => ask<void>(send, 'DELETE', path(id), options),
    /** A URL that opens the page for a tenant, once. */
    createPortalLink: (id: string, link: CreatePortalLink, options?: CallOptions) =>
      ask<PortalLink>(send, 'POST', `${path(id)}/portal-links`, options, { body: link }),
    /** Ends its portal links, and the sessions that they began. */
    revokePortalLinks: (id: string, options?: CallOptions) =>
      ask<void>(send, 'DELETE', `${path(id)}/portal-links`, options),
  };
}
