import { generateKeyPairSync, randomBytes } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';
const PUBLIC_KEY_PREFIX = 'whpk_';
const MIN_BYTES = 24;
const MAX_BYTES = 64;

export function generateSecret(): Buffer {
  return randomBytes(32);
}

export function formatSecret(key: Buffer): string {
  return SECRET_PREFIX + key.toString('base64');
}

/** The key of a `whsec_…` text; throws an Error whose sentence may be shown to the caller (it never repeats the text). */
export function parseSecret(text: string): Buffer {
  if (!text.startsWith(SECRET_PREFIX)) throw new Error('A secret starts with "whsec_".');
  const encoded = text.slice(SECRET_PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  // Buffer.from skips what is not base64: only a text that it would write itself was read whole.
  if (key.toString('base64').replace(/=+$/, '') !== encoded.replace(/={1,2}$/, '')) {
    throw new Error('After "whsec_" a secret is base64.');
  }
  if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
    throw new Error(`A secret has ${MIN_BYTES} to ${MAX_BYTES} bytes; this one has ${key.length}.`);
  }
  return key;
}

/** `privateKey`: 64 bytes, the seed and then the public key, as libsodium and the other webhook libraries keep it. */
export function generateEd25519(): { privateKey: Buffer; publicKey: Buffer } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d, x } = privateKey.export({ format: 'jwk' });
  const publicKey = Buffer.from(x!, 'base64url');
  return { privateKey: Buffer.concat([Buffer.from(d!, 'base64url'), publicKey]), publicKey };
}

export function formatPublicKey(publicKey: Buffer): string {
  return PUBLIC_KEY_PREFIX + publicKey.toString('base64');
}
