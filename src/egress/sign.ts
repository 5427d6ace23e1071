import { createHmac, createPrivateKey, sign } from 'node:crypto';

/** `privateKey`: 64 bytes, seed and public key. */
export type SigningKey = { signing: 'hmac'; key: Buffer } | { signing: 'ed25519'; privateKey: Buffer };

// What PKCS #8 puts before the 32 bytes of an Ed25519 seed.
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The value of `webhook-signature` (Standard Webhooks): one signature a key, in the given order. */
export function signatureHeader(
  keys: readonly SigningKey[],
  messageId: string,
  timestampSeconds: number,
  body: Buffer,
): string {
  const content = Buffer.concat([Buffer.from(`${messageId}.${timestampSeconds}.`, 'utf8'), body]);
  return keys.map((key) => signature(key, content)).join(' ');
}

function signature(key: SigningKey, content: Buffer): string {
  if (key.signing === 'hmac') return `v1,${createHmac('sha256', key.key).update(content).digest('base64')}`;
  if (key.privateKey.length !== 64) throw new Error('An Ed25519 key has 64 bytes.');
  const der = Buffer.concat([PKCS8_ED25519, key.privateKey.subarray(0, 32)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return `v1a,${sign(null, content, privateKey).toString('base64')}`;
}
