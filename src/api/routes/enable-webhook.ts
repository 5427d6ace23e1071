import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { webhook } from '../../contract/webhook.js';
import { ProblemError } from '../../errors.js';
import { setWebhookStatus } from '../../store/set-webhook-status.js';
import { getLockedWebhook, getWebhook } from '../get-webhook.js';
import { presentWebhook } from '../present-webhook.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'enableWebhook',
  method: 'post',
  path: '/webhooks/{id}/enable',
  summary: 'Enable a disabled webhook',
  description: 'What was held is sent at a bounded pace. Nothing changes when it is enabled.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'webhook.enabled',
  params: z.object({ id: idParam('wh') }),
  responses: { 200: webhook },
  problems: ['conflict'],
  handler: async ({ ctx, db, auth, workspaceId, params: { id } }) => {
    const { status } = await getLockedWebhook(db, workspaceId, id);
    if (status === 'paused')
      throw new ProblemError('conflict', 'A person paused this webhook: resume it instead.');
    const isChanged = await setWebhookStatus(db, id, { from: 'disabled', to: 'enabled' });
    return {
      status: 200,
      body: presentWebhook(await getWebhook(db, workspaceId, id), ctx, auth),
      audited: isChanged ? {} : null,
    };
  },
});
