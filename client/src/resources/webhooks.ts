import type {
  AcceptedTestSend,
  Attempt,
  CheckWebhookUrl,
  CreatedWebhook,
  CreateWebhook,
  PatchWebhook,
  Replay,
  ReplayCount,
  RotateSecret,
  Secrets,
  StartReplay,
  TestSend,
  UpdatedWebhook,
  Webhook,
  WebhookStatistics,
  WebhookUrlVerdict,
} from '../generated/api.js';
import { list, type ListQuery } from '../list.js';
import type { Send } from '../request.js';
import { ask, segment, type CallOptions } from './resource.js';
import type { StatisticsQuery } from './stats.js';

export interface WebhookQuery extends ListQuery {
  status?: Webhook['status'];
  /** Those that take it, by wildcard too. */
  eventType?: string;
}

export interface TestSent extends AcceptedTestSend {
  /** With `wait`, unless the attempt took too long. */
  attempt?: Attempt;
}

/** The longest timeout of a webhook, and then some. */
const WAIT_MS = 45_000;

export type Webhooks = ReturnType<typeof webhooks>;

export function webhooks(send: Send) {
  const path = (id: string, action = ''): string => `/webhooks/${segment(id)}${action}`;
  return {
    list: (query: WebhookQuery = {}, options?: CallOptions) =>
      list<Webhook>(send, '/webhooks', { ...query }, options),
    get: (id: string, options?: CallOptions) => ask<Webhook>(send, 'GET', path(id), options),
    create: (webhook: CreateWebhook, options?: CallOptions) =>
      ask<CreatedWebhook>(send, 'POST', '/webhooks', options, { body: webhook }),
    /** What `create` would say of a URL; nothing is sent there. */
    checkUrl: (check: CheckWebhookUrl, options?: CallOptions) =>
      ask<WebhookUrlVerdict>(send, 'POST', '/webhooks/check-url', options, { body: check }),
    /** An absent field keeps its value; null clears it. */
    update: (id: string, changes: PatchWebhook, options?: CallOptions) =>
      ask<UpdatedWebhook>(send, 'PATCH', path(id), options, { body: changes }),
    /** No attempt starts once this has resolved. */
    delete: (id: string, options?: CallOptions) => ask<void>(send, 'DELETE', path(id), options),
    /** Deliveries are held until `resume`. */
    pause: (id: string, options?: CallOptions) => ask<Webhook>(send, 'POST', path(id, '/pause'), options),
    /** Sends what was held, or discards it. */
    resume: (id: string, body?: { held?: 'send' | 'discard' }, options?: CallOptions) =>
      ask<Webhook>(send, 'POST', path(id, '/resume'), options, { body }),
    /** For a webhook that the system disabled. */
    enable: (id: string, options?: CallOptions) => ask<Webhook>(send, 'POST', path(id, '/enable'), options),
    /** One event to this webhook alone, in one attempt. */
    test: (id: string, body?: TestSend, options?: CallOptions) =>
      ask<TestSent>(
        send,
        'POST',
        path(id, '/test'),
        body?.wait ? { timeoutMs: WAIT_MS, ...options } : options,
        {
          body,
        },
      ),
    /** Sends again what failed or was missed, in the background; one at a time. */
    replay: (id: string, replay: Omit<StartReplay, 'dryRun'>, options?: CallOptions) =>
      ask<Replay>(send, 'POST', path(id, '/replay'), options, { body: replay }),
    /** How many deliveries that would be. */
    countReplay: (id: string, replay: Omit<StartReplay, 'dryRun'>, options?: CallOptions) =>
      ask<ReplayCount>(send, 'POST', path(id, '/replay'), options, { body: { ...replay, dryRun: true } }),
    /** How its deliveries went, and whether it is failing. */
    stats: (id: string, query: StatisticsQuery = {}, options?: CallOptions) =>
      ask<WebhookStatistics>(send, 'GET', path(id, '/stats'), options, { query: { ...query } }),
    secrets: (id: string, options?: CallOptions) => ask<Secrets>(send, 'GET', path(id, '/secret'), options),
    /** The replaced secret goes on signing beside the new one for `graceSeconds`. */
    rotateSecret: (id: string, body?: RotateSecret, options?: CallOptions) =>
      ask<Secrets>(send, 'POST', path(id, '/secret/rotate'), options, { body }),
  };
}
