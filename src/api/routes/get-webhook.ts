import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { webhook } from '../../contract/webhook.js';
import { getWebhook } from '../get-webhook.js';
import { presentWebhook } from '../present-webhook.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'getWebhook',
  method: 'get',
  path: '/webhooks/{id}',
  summary: 'Get a webhook',
  tags: ['Webhooks'],
  role: 'read',
  params: z.object({ id: idParam('wh') }),
  responses: { 200: webhook },
  handler: async ({ ctx, db, auth, workspaceId, params }) => ({
    status: 200,
    body: presentWebhook(await getWebhook(db, workspaceId, params.id), ctx, auth),
  }),
});
