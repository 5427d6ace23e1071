import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { webhook } from '../../contract/webhook.js';
import { setWebhookStatus } from '../../store/set-webhook-status.js';
import { getWebhook } from '../get-webhook.js';
import { presentWebhook } from '../present-webhook.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'pauseWebhook',
  method: 'post',
  path: '/webhooks/{id}/pause',
  summary: 'Pause a webhook',
  description: 'Open and new deliveries are held until it is resumed. Nothing changes unless it is enabled.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'webhook.paused',
  params: z.object({ id: idParam('wh') }),
  responses: { 200: webhook },
  handler: async ({ ctx, db, auth, workspaceId, params: { id } }) => {
    await getWebhook(db, workspaceId, id);
    const isChanged = await setWebhookStatus(db, id, { from: 'enabled', to: 'paused' });
    return {
      status: 200,
      body: presentWebhook(await getWebhook(db, workspaceId, id), ctx, auth),
      audited: isChanged ? {} : null,
    };
  },
});
