import type { SecretBody } from '../contract/secret.js';
import {
  formatPublicKey,
  formatSecret,
  generateEd25519,
  generateSecret,
  parseSecret,
} from '../egress/secrets.js';
import { ProblemError } from '../errors.js';
import { newUuid } from '../ids.js';
import { type Keyring, sealContext } from '../keyring.js';
import type { NewSecret } from '../store/insert-secret.js';
import type { LiveSecret } from '../store/list-secrets.js';

/** `given`: a `whsec_…` text that the caller brings along. */
export function makeHmacSecret(
  keyring: Keyring,
  webhookId: string,
  given?: string,
): NewSecret & { text: string } {
  const id = newUuid();
  const key = given === undefined ? generateSecret() : readSecret(given);
  const sealed = keyring.seal(key, sealContext.secret(id));
  return { id, webhookId, signing: 'hmac', sealed, publicKey: null, text: formatSecret(key) };
}

export function makeEd25519Secret(keyring: Keyring, webhookId: string): NewSecret {
  const id = newUuid();
  const { privateKey, publicKey } = generateEd25519();
  return {
    id,
    webhookId,
    signing: 'ed25519',
    sealed: keyring.seal(privateKey, sealContext.secret(id)),
    publicKey,
  };
}

export function presentSecret(keyring: Keyring, secret: LiveSecret): SecretBody {
  const dates = {
    createdAt: secret.createdAt.toISOString(),
    expiresAt: secret.expiresAt?.toISOString() ?? null,
  };
  if (secret.publicKey) return { publicKey: formatPublicKey(secret.publicKey), signing: 'ed25519', ...dates };
  const key = keyring.open(secret.sealed, sealContext.secret(secret.id));
  return { secret: formatSecret(key), signing: 'hmac', ...dates };
}

function readSecret(text: string): Buffer {
  try {
    return parseSecret(text);
  } catch (error) {
    throw new ProblemError('invalid-input', 'The secret is not acceptable.', {
      errors: [{ pointer: '/secret', detail: (error as Error).message }],
    });
  }
}
