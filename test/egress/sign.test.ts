import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { formatSecret, generateEd25519, generateSecret } from '../../src/egress/secrets.js';
import { signatureHeader } from '../../src/egress/sign.js';
import vectors from './signature-vectors.json' with { type: 'json' };

describe('signatureHeader', () => {
  test.each(vectors.v1)(
    'gives the published v1 signature of $id',
    ({ secret, id, timestamp, body, signature }) => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      expect(signatureHeader([{ signing: 'hmac', key }], id, timestamp, Buffer.from(body))).toBe(signature);
    },
  );

  test.each(vectors.v1a)('gives the published v1a signature of $id', (vector) => {
    const privateKey = Buffer.from(vector.privateKeyBase64, 'base64');
    const body = Buffer.from(vector.body);
    expect(signatureHeader([{ signing: 'ed25519', privateKey }], vector.id, vector.timestamp, body)).toBe(
      vector.signature,
    );
  });

  test('satisfies the standardwebhooks package with every one of several keys, in the given order', () => {
    const keys = [generateSecret(), generateSecret()];
    const body = Buffer.from('{"name":"Zoë","n":12345678901234567890}');
    const timestamp = Math.floor(Date.now() / 1_000);
    const signatures = signatureHeader(
      keys.map((key) => ({ signing: 'hmac', key })),
      'evt_1',
      timestamp,
      body,
    );
    for (const key of keys) {
      const headers = {
        'webhook-id': 'evt_1',
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatures,
      };
      expect(new Webhook(formatSecret(key)).verify(body, headers)).toMatchObject({ name: 'Zoë' });
    }
    const [first] = signatures.split(' ');
    expect(first).toBe(signatureHeader([{ signing: 'hmac', key: keys[0]! }], 'evt_1', timestamp, body));
  });

  test('signs with a generated Ed25519 key what its public key verifies', () => {
    const { privateKey, publicKey } = generateEd25519();
    const body = Buffer.from([0, 0xff, 0x80]);
    const [, signature] = signatureHeader([{ signing: 'ed25519', privateKey }], 'evt_1', 1, body).split(',');
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
    const content = Buffer.concat([Buffer.from('evt_1.1.'), body]);
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, content, key, Buffer.from(signature!, 'base64'))).toBe(true);
  });
});
