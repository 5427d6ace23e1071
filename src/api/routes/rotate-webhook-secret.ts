import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { MAX_LIVE_SECRETS, rotateSecretBody, secretList } from '../../contract/secret.js';
import { ProblemError } from '../../errors.js';
import { endSecrets } from '../../store/end-secrets.js';
import { expireCurrentSecret } from '../../store/expire-current-secret.js';
import { insertSecret } from '../../store/insert-secret.js';
import { listSecrets } from '../../store/list-secrets.js';
import { getLockedWebhook } from '../get-webhook.js';
import { defineRoute } from '../route.js';
import {
  canBeOpened,
  makeEd25519Secret,
  makeHmacSecret,
  presentSecret,
  refuseLiveSecret,
} from '../secrets.js';

const DEFAULT_GRACE_SECONDS = 86_400;

export const route = defineRoute({
  operationId: 'rotateWebhookSecret',
  method: 'post',
  path: '/webhooks/{id}/secret/rotate',
  summary: "Replace a webhook's secret",
  description:
    'The replaced secret goes on signing beside the new one for `graceSeconds`. At most 5 sign at once. One that cannot be decrypted ends at once.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'secret.rotated',
  params: z.object({ id: idParam('wh') }),
  body: rotateSecretBody,
  responses: { 200: secretList },
  problems: ['too-many-secrets'],
  handler: async ({ ctx, db, workspaceId, params: { id }, body }) => {
    await getLockedWebhook(db, workspaceId, id);
    const live = await listSecrets(db, id);
    const usable = live.filter((secret) => canBeOpened(ctx.keyring, secret));
    if (body.secret !== undefined) refuseLiveSecret(ctx.keyring, usable, body.secret);
    // What cannot be opened would go on failing every attempt for as long as its grace lasts.
    await endSecrets(
      db,
      live.filter((secret) => !usable.includes(secret)).map((secret) => secret.id),
    );
    await expireCurrentSecret(db, id, body.graceSeconds ?? DEFAULT_GRACE_SECONDS);
    if ((await listSecrets(db, id)).length >= MAX_LIVE_SECRETS) {
      throw new ProblemError(
        'too-many-secrets',
        `At most ${MAX_LIVE_SECRETS} secrets sign at once: wait until one expires.`,
      );
    }
    const signing = body.signing ?? (body.secret === undefined ? live[0]?.signing : 'hmac');
    await insertSecret(
      db,
      signing === 'ed25519'
        ? makeEd25519Secret(ctx.keyring, id)
        : makeHmacSecret(ctx.keyring, id, body.secret),
    );
    const secrets = await listSecrets(db, id);
    return {
      status: 200,
      body: { secrets: secrets.map((secret) => presentSecret(ctx.keyring, secret)) },
    };
  },
});
