import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { secretList } from '../../contract/secret.js';
import { listSecrets } from '../../store/list-secrets.js';
import { getWebhook } from '../get-webhook.js';
import { defineRoute } from '../route.js';
import { presentSecret } from '../secrets.js';

export const route = defineRoute({
  operationId: 'getWebhookSecret',
  method: 'get',
  path: '/webhooks/{id}/secret',
  summary: "Get a webhook's secrets",
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'secret.revealed',
  params: z.object({ id: idParam('wh') }),
  responses: { 200: secretList },
  handler: async ({ ctx, db, workspaceId, params: { id } }) => {
    await getWebhook(db, workspaceId, id);
    const secrets = await listSecrets(db, id);
    return {
      status: 200,
      body: { secrets: secrets.map((secret) => presentSecret(ctx.keyring, secret)) },
    };
  },
});
