import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { patchWebhookBody, updatedWebhook, type WebhookWarning } from '../../contract/webhook.js';
import { isUrlTaken } from '../../store/is-url-taken.js';
import { replaceSubscriptions } from '../../store/replace-subscriptions.js';
import { updateWebhook } from '../../store/update-webhook.js';
import { getWebhook } from '../get-webhook.js';
import { presentWebhook } from '../present-webhook.js';
import { defineRoute } from '../route.js';
import { checkTarget, readSettings } from '../webhook-settings.js';

export const route = defineRoute({
  operationId: 'updateWebhook',
  method: 'patch',
  path: '/webhooks/{id}',
  summary: 'Change a webhook',
  description:
    'An absent field keeps its value; null clears it. What is pending is sent with the new settings.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'webhook.updated',
  params: z.object({ id: idParam('wh') }),
  body: patchWebhookBody,
  responses: { 200: updatedWebhook },
  prepare: checkTarget,
  handler: async ({ ctx, db, auth, workspaceId, prepared, params: { id }, body }) => {
    await getWebhook(db, workspaceId, id);
    const { settings, warnings: urlWarnings } = readSettings(ctx, id, body, prepared);
    const isDuplicate = settings.url !== undefined && (await isUrlTaken(db, workspaceId, settings.url, id));
    const warnings: WebhookWarning[] = isDuplicate ? ['duplicate-url', ...urlWarnings] : urlWarnings;
    // The update locks the row, so that two changes of `events` at the same time leave one's subscriptions whole.
    if (Object.keys(settings).length > 0) await updateWebhook(db, workspaceId, id, settings);
    if (settings.events) await replaceSubscriptions(db, workspaceId, id, settings.events);
    const webhook = presentWebhook(await getWebhook(db, workspaceId, id), ctx, auth);
    const changes = Object.entries(body).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    return {
      status: 200,
      body: { ...webhook, ...(warnings.length > 0 && { warnings }) },
      audited: changes.length > 0 ? { changes } : null,
    };
  },
});
