import { decodeBase64 } from './base64.js';

/** One secret, or several while one replaces another: `whsec_…` (HMAC) or `whpk_…` (an ed25519 public key). */
export type Secrets = string | readonly string[];

export interface VerifyKey {
  /** What its signatures start with. */
  version: 'v1' | 'v1a';
  algorithm: 'HMAC' | 'Ed25519';
  key: CryptoKey;
}

/** Throws TypeError for a secret that is none: a mistake of the receiver, not of the request. */
export function importKeys(secrets: Secrets): Promise<VerifyKey[]> {
  const list = typeof secrets === 'string' ? [secrets] : secrets;
  if (!Array.isArray(list) || list.length === 0) throw new TypeError(EXPLANATION);
  return Promise.all(list.map(importKey));
}

const EXPLANATION = 'Give verify the secret of the webhook: whsec_… or whpk_…, as Posthorn showed it';

async function importKey(secret: unknown): Promise<VerifyKey> {
  if (typeof secret !== 'string') throw new TypeError(EXPLANATION);
  const isPublicKey = secret.startsWith('whpk_');
  const bytes = decodeBase64(secret.replace(/^(whsec_|whpk_)/, '').trim());
  if (!bytes?.length || (isPublicKey && bytes.length !== 32)) throw new TypeError(EXPLANATION);
  if (isPublicKey) {
    const key = await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
    return { version: 'v1a', algorithm: 'Ed25519', key };
  }
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes, hmac, false, ['verify']);
  return { version: 'v1', algorithm: 'HMAC', key };
}
