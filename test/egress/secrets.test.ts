import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  formatPublicKey,
  formatSecret,
  generateEd25519,
  generateSecret,
  parseSecret,
} from '../../src/egress/secrets.js';
import vectors from './signature-vectors.json' with { type: 'json' };

describe('secrets', () => {
  test('a generated secret has 32 bytes and is read back as it was', () => {
    const key = generateSecret();
    expect(key).toHaveLength(32);
    expect(parseSecret(formatSecret(key))).toEqual(key);
  });

  test.each([24, 25, 64])('a secret of %i bytes is taken, padded or not', (bytes) => {
    const key = randomBytes(bytes);
    expect(parseSecret(formatSecret(key))).toEqual(key);
    expect(parseSecret(formatSecret(key).replaceAll('=', ''))).toEqual(key);
  });

  test.each([
    ['without its prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['that is empty', 'whsec_'],
    ['of 23 bytes', formatSecret(Buffer.alloc(23))],
    ['of 65 bytes', formatSecret(Buffer.alloc(65))],
    ['that is not base64', 'whsec_not base64, but long enough to be a key!!!'],
    ['with something behind it', `${formatSecret(Buffer.alloc(32))}\n`],
    ['with a sign of another alphabet', `whsec_${'_-'.repeat(16)}`],
  ])('a secret %s is refused, and not repeated in the error', (_, text) => {
    expect(() => parseSecret(text)).toThrow(/^(A secret|After "whsec_")/);
    try {
      parseSecret(text);
    } catch (error) {
      expect(String(error)).not.toContain(text.slice(10) || 'nothing');
    }
  });

  test('an Ed25519 key is its seed and its public key, written as whpk_', () => {
    const { privateKey, publicKey } = generateEd25519();
    expect(privateKey).toHaveLength(64);
    expect(privateKey.subarray(32)).toEqual(publicKey);
    const published = vectors.v1a[0]!;
    const known = Buffer.from(published.privateKeyBase64, 'base64').subarray(32);
    expect(formatPublicKey(known)).toBe(published.publicKey);
  });
});
