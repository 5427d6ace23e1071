import { checkUrlBody, urlVerdict } from '../../contract/webhook-url.js';
import { newUuid } from '../../ids.js';
import { isUrlTaken } from '../../store/is-url-taken.js';
import { defineRoute } from '../route.js';
import { judgeUrl } from '../webhook-settings.js';

export const route = defineRoute({
  operationId: 'checkWebhookUrl',
  method: 'post',
  path: '/webhooks/check-url',
  summary: 'Check the URL of a webhook to be',
  description:
    'What creating a webhook with this URL would say of it, its name looked up too; nothing is sent there.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: { none: 'It changes nothing.' },
  body: checkUrlBody,
  responses: { 200: urlVerdict },
  examples: { request: { url: 'https://example.com/hooks' } },
  prepare: ({ ctx, body }) => judgeUrl(ctx, body.url),
  handler: async ({ db, workspaceId, body, prepared: verdict }) => {
    if (!verdict.ok) {
      const { code, message } = verdict;
      return { status: 200, body: { ok: false, code, detail: `${message}.`, warnings: [] } };
    }
    const isTaken = await isUrlTaken(db, workspaceId, body.url, body.webhookId ?? newUuid());
    return {
      status: 200,
      body: {
        ok: true,
        code: null,
        detail: null,
        warnings: [
          ...(isTaken ? ['duplicate-url' as const] : []),
          ...(verdict.warning ? [verdict.warning] : []),
        ],
      },
    };
  },
});
