import { createdWebhook, createWebhookBody, type WebhookWarning } from '../../contract/webhook.js';
import { newUuid } from '../../ids.js';
import { insertSecret } from '../../store/insert-secret.js';
import { insertWebhook } from '../../store/insert-webhook.js';
import { isUrlTaken } from '../../store/is-url-taken.js';
import { replaceSubscriptions } from '../../store/replace-subscriptions.js';
import { getWebhook } from '../get-webhook.js';
import { presentWebhook } from '../present-webhook.js';
import { defineRoute } from '../route.js';
import { makeHmacSecret } from '../secrets.js';
import { checkTarget, DEFAULT_SETTINGS, readSettings } from '../webhook-settings.js';

export const route = defineRoute({
  operationId: 'createWebhook',
  method: 'post',
  path: '/webhooks',
  summary: 'Create a webhook',
  description: 'The answer has the secret that verifies its signatures, and `warnings` where there are any.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'webhook.created',
  body: createWebhookBody,
  responses: { 201: createdWebhook },
  examples: { request: { url: 'https://example.com/hooks', events: ['lead.created', 'document.*'] } },
  prepare: checkTarget,
  handler: async ({ ctx, db, auth, workspaceId, prepared, body }) => {
    const { secret: givenSecret, ...given } = body;
    const id = newUuid();
    const secret = makeHmacSecret(ctx.keyring, id, givenSecret);
    const { settings, warnings: urlWarnings } = readSettings(ctx, id, given, prepared);
    const warnings: WebhookWarning[] = (await isUrlTaken(db, workspaceId, body.url, id))
      ? ['duplicate-url', ...urlWarnings]
      : urlWarnings;
    const { url, events } = body;
    await insertWebhook(db, { ...DEFAULT_SETTINGS, ...settings, url, events, id, workspaceId });
    await replaceSubscriptions(db, workspaceId, id, events);
    await insertSecret(db, secret);
    const webhook = presentWebhook(await getWebhook(db, workspaceId, id), ctx, auth);
    return {
      status: 201,
      headers: { location: `/api/v1/webhooks/${webhook.id}` },
      audited: { targets: [webhook.id] },
      body: { ...webhook, secret: secret.text, ...(warnings.length > 0 && { warnings }) },
    };
  },
});
