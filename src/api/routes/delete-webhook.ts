import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { markWebhookDeleted } from '../../store/mark-webhook-deleted.js';
import { endDeliveries } from '../end-deliveries.js';
import { getLockedWebhook } from '../get-webhook.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'deleteWebhook',
  method: 'delete',
  path: '/webhooks/{id}',
  summary: 'Delete a webhook',
  description:
    'No POST starts after the answer. Open deliveries end `cancelled`; the history stays readable.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'webhook.deleted',
  params: z.object({ id: idParam('wh') }),
  responses: { 204: null },
  handler: async ({ ctx, db, workspaceId, params }) => {
    await getLockedWebhook(db, workspaceId, params.id);
    await markWebhookDeleted(db, params.id);
    return {
      status: 204,
      complete: async () => {
        await endDeliveries(ctx.pool, params.id);
        return { status: 204 };
      },
    };
  },
});
