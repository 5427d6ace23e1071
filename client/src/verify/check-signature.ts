import { VerificationError } from '../errors/verification-error.js';
import { decodeBase64 } from './base64.js';
import type { VerifyKey } from './import-keys.js';
import type { SignedHeaders } from './read-headers.js';

/** A webhook has at most 5 live secrets; more signatures than this only make us compute. */
const MAX_SIGNATURES = 16;

/** Any signature that any key confirms is enough. WebCrypto's verify compares in constant time. */
export async function checkSignature(
  { id, timestamp, signatures }: SignedHeaders,
  body: Uint8Array,
  keys: VerifyKey[],
): Promise<void> {
  const content = concat(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  for (const entry of signatures.trim().split(/\s+/).slice(0, MAX_SIGNATURES)) {
    const [version, encoded = ''] = entry.split(',', 2);
    const signature = decodeBase64(encoded);
    if (!signature) continue;
    for (const { algorithm, key } of keys.filter((candidate) => candidate.version === version)) {
      if (await crypto.subtle.verify(algorithm, key, signature, content)) return;
    }
  }
  throw new VerificationError('no-matching-signature');
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}
