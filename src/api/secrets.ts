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

/** One that cannot be opened signs nothing: its key is missing from the ring, or its row was tampered with. */
export function canBeOpened(keyring: Keyring, { id, sealed }: LiveSecret): boolean {
  try {
    keyring.open(sealed, sealContext.secret(id));
    return true;
  } catch {
    return false;
  }
}

/** A rotation to a secret that signs already would change nothing, and sign twice with it. */
export function refuseLiveSecret(keyring: Keyring, usable: readonly LiveSecret[], given: string): void {
  const key = readSecret(given);
  const isLive = usable.some(
    ({ id, signing, sealed }) =>
      signing === 'hmac' && keyring.open(sealed, sealContext.secret(id)).equals(key),
  );
  if (isLive) throw notAcceptable('This secret signs already: give another one, or none to have one made.');
}

function readSecret(text: string): Buffer {
  try {
    return parseSecret(text);
  } catch (error) {
    throw notAcceptable((error as Error).message);
  }
}

function notAcceptable(detail: string): ProblemError {
  return new ProblemError('invalid-input', 'The secret is not acceptable.', {
    errors: [{ pointer: '/secret', detail }],
  });
}
