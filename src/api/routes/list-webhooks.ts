import { z } from 'zod';
import { patternsOf } from '../../contract/event-patterns.js';
import { page, pageOf } from '../../contract/paging.js';
import { webhook, webhookStatus } from '../../contract/webhook.js';
import { listWebhooks } from '../../store/list-webhooks.js';
import { checkEventType } from '../check-event-type.js';
import { filteredPageQuery, positionIn, scopeOf, sortKeyIn } from '../list-position.js';
import { presentWebhook } from '../present-webhook.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'listWebhooks',
  method: 'get',
  path: '/webhooks',
  summary: 'List webhooks',
  tags: ['Webhooks'],
  role: 'read',
  query: z.strictObject({
    ...filteredPageQuery,
    status: webhookStatus.optional(),
    eventType: z.string().optional().describe('Those that take it, by wildcard too.'),
  }),
  responses: { 200: page(webhook) },
  handler: async ({ ctx, db, auth, workspaceId, query }) => {
    const { limit, cursor, ...filter } = query;
    const { eventType, status } = filter;
    if (eventType !== undefined) checkEventType(ctx.eventTypes, eventType);
    const patterns = eventType === undefined ? undefined : patternsOf(eventType);
    const scope = scopeOf('webhooks', workspaceId, filter);
    const before = positionIn(scope, cursor);
    const rows = await listWebhooks(db, workspaceId, { status, patterns }, { limit: limit + 1, before });
    return {
      status: 200,
      body: pageOf(rows, limit, sortKeyIn(scope), (row) => presentWebhook(row, ctx, auth)),
    };
  },
});
