import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { secretList } from '../../contract/secret.js';
import { listSecrets } from '../../store/list-secrets.js';
import { getWebhook } from '../get-webhook.js';
import { defineRoute } from '../route.js';
import { canBeOpened, presentSecret } from '../secrets.js';

export const route = defineRoute({
  operationId: 'getWebhookSecret',
  method: 'get',
  path: '/webhooks/{id}/secret',
  summary: "Get a webhook's secrets",
  description: 'Those that sign now. One that cannot be decrypted signs nothing and is left out: rotate it.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'secret.revealed',
  params: z.object({ id: idParam('wh') }),
  responses: { 200: secretList },
  handler: async ({ ctx, db, workspaceId, params: { id } }) => {
    await getWebhook(db, workspaceId, id);
    const secrets = await listSecrets(db, id);
    const usable = secrets.filter((secret) => canBeOpened(ctx.keyring, secret));
    return {
      status: 200,
      body: { secrets: usable.map((secret) => presentSecret(ctx.keyring, secret)) },
    };
  },
});
