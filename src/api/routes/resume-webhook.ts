import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { resumeWebhookBody, webhook } from '../../contract/webhook.js';
import { ProblemError } from '../../errors.js';
import { cancelOpenDeliveries } from '../../store/cancel-open-deliveries.js';
import { setWebhookStatus } from '../../store/set-webhook-status.js';
import { getLockedWebhook, getWebhook } from '../get-webhook.js';
import { presentWebhook } from '../present-webhook.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'resumeWebhook',
  method: 'post',
  path: '/webhooks/{id}/resume',
  summary: 'Resume a paused webhook',
  description:
    'What was held is sent at a bounded pace, or with `held: discard` ends cancelled. Nothing changes when it is enabled.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'webhook.resumed',
  params: z.object({ id: idParam('wh') }),
  body: resumeWebhookBody,
  responses: { 200: webhook },
  problems: ['conflict'],
  handler: async ({ ctx, db, auth, workspaceId, params: { id }, body }) => {
    const { status } = await getLockedWebhook(db, workspaceId, id);
    if (status === 'disabled') {
      throw new ProblemError('conflict', 'The system disabled this webhook: enable it instead.');
    }
    if (status === 'paused') {
      // Under the row's lock nothing begins, so that exactly what was held is discarded.
      if (body.held === 'discard') await cancelOpenDeliveries(db, { webhookId: id }, 'discarded');
      await setWebhookStatus(db, id, { from: 'paused', to: 'enabled' });
    }
    return {
      status: 200,
      body: presentWebhook(await getWebhook(db, workspaceId, id), ctx, auth),
      audited: status === 'paused' ? { changes: body.held === 'discard' ? ['heldDeliveries'] : [] } : null,
    };
  },
});
