import type { Context } from '../context.js';
import { toPublicId } from '../ids.js';
import { sealContext } from '../keyring.js';
import { type AttemptJob, databaseTimeMs, type SealedSecret } from '../store/attempt-job.js';
import { type SigningKey, signatureHeader } from './sign.js';

export interface Composed {
  headers: Record<string, string>;
  /** What may be kept and shown: the webhook's own headers with their values hidden. */
  shown: Record<string, string>;
}

const HIDDEN = '[hidden]';

/** The headers of one attempt. Throws when a secret or the webhook's own headers cannot be unsealed. */
export function composeRequest(ctx: Context, job: AttemptJob, body: Buffer): Composed {
  const { headerPrefix: prefix, userAgent } = ctx.config;
  const keys = job.secrets.map((secret) => unsealKey(ctx, secret));
  if (keys.length === 0) throw new Error('The webhook has no live secret.');
  const messageId = toPublicId('evt', job.eventId);
  const timestampSeconds = Math.floor(databaseTimeMs(job) / 1_000);
  const ours = {
    'content-type': 'application/json',
    'user-agent': userAgent,
    [`${prefix}-id`]: messageId,
    [`${prefix}-timestamp`]: String(timestampSeconds),
    [`${prefix}-signature`]: signatureHeader(keys, messageId, timestampSeconds, body),
    [`${prefix}-event`]: job.eventType,
    [`${prefix}-attempt`]: String(job.charged + 1),
  };
  const own = job.sealedHeaders ? unsealHeaders(ctx, job.webhookId, job.sealedHeaders) : {};
  const hidden = Object.fromEntries(Object.keys(own).map((name) => [name, HIDDEN]));
  return { headers: { ...own, ...ours }, shown: { ...hidden, ...ours } };
}

// For as long as the jobs of one claim: those of one webhook share the secret.
const unsealedKeys = new WeakMap<SealedSecret, SigningKey>();

function unsealKey(ctx: Context, secret: SealedSecret): SigningKey {
  const unsealed = unsealedKeys.get(secret);
  if (unsealed) return unsealed;
  const key = ctx.keyring.open(secret.sealed, sealContext.secret(secret.id));
  const signingKey: SigningKey =
    secret.signing === 'hmac' ? { signing: 'hmac', key } : { signing: 'ed25519', privateKey: key };
  unsealedKeys.set(secret, signingKey);
  return signingKey;
}

function unsealHeaders(ctx: Context, webhookId: string, sealed: Buffer): Record<string, string> {
  return JSON.parse(ctx.keyring.open(sealed, sealContext.headers(webhookId)).toString('utf8')) as Record<
    string,
    string
  >;
}
