import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { verify, VerificationError } from '@posthorn/client/verify';

interface Vector {
  id: string;
  timestamp: number;
  body: string;
  signature: string;
}
const vectors = JSON.parse(readFileSync(new URL('signature-vectors.json', import.meta.url), 'utf8')) as {
  v1: (Vector & { secret: string })[];
  v1a: (Vector & { privateKeyBase64: string; publicKey: string })[];
};

const headersOf = ({ id, timestamp, signature }: Omit<Vector, 'body'>): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signature,
});

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const body = '{"id":"evt_1","event":"webhook.test","data":{"message":"grüß dich"}}';

function signed(at = new Date(), withSecret = secret, text = body): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000);
  return headersOf({ id: 'evt_1', timestamp, signature: new Webhook(withSecret).sign('evt_1', at, text) });
}

const reasonOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'verified',
    (error: unknown) => (error instanceof VerificationError ? error.reason : error),
  );

describe('published vectors', () => {
  const all = [
    ...vectors.v1.map((vector) => ({ ...vector, key: vector.secret })),
    ...vectors.v1a.map((vector) => ({ ...vector, key: vector.publicKey })),
  ];

  test.each(all)('$signature verifies at its time', async (vector) => {
    vi.useFakeTimers({ now: vector.timestamp * 1000, toFake: ['Date'] });
    await expect(verify(vector.body, headersOf(vector), vector.key)).resolves.toEqual(
      JSON.parse(vector.body),
    );
  });

  test.each(all)('$signature does not verify another id, time, body or key', async (vector) => {
    vi.useFakeTimers({ now: vector.timestamp * 1000, toFake: ['Date'] });
    const other = vector.key.startsWith('whpk_') ? `whpk_${randomBytes(32).toString('base64')}` : secret;
    for (const [text, headers, key] of [
      [vector.body, headersOf({ ...vector, id: `${vector.id}x` }), vector.key],
      [vector.body, headersOf({ ...vector, timestamp: vector.timestamp + 1 }), vector.key],
      [`${vector.body} `, headersOf(vector), vector.key],
      [vector.body, headersOf(vector), other],
    ] as const) {
      expect(await reasonOf(verify(text, headers, key))).toBe('no-matching-signature');
    }
  });

  test('a v1a signature made here from the published private key is the published one', async () => {
    const [vector] = vectors.v1a;
    const seed = Buffer.from(vector!.privateKeyBase64, 'base64').subarray(0, 32);
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    const content = Buffer.from(`${vector!.id}.${vector!.timestamp}.${vector!.body}`);
    expect(`v1a,${sign(null, content, key).toString('base64')}`).toBe(vector!.signature);
  });
});

afterEach(() => vi.useRealTimers());

describe('headers', () => {
  test('are taken as Headers, as an object in any case, with array values', async () => {
    const plain = signed();
    const upper = Object.fromEntries(
      Object.entries(plain).map(([name, value]) => [name.toUpperCase(), value]),
    );
    const arrays = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, [value]]));
    for (const headers of [plain, upper, arrays, new Headers(plain)]) {
      await expect(verify(body, headers, secret)).resolves.toMatchObject({ id: 'evt_1' });
    }
  });

  test('of another prefix are read when told so', async () => {
    const svix = Object.fromEntries(
      Object.entries(signed()).map(([name, value]) => [name.replace('webhook-', 'svix-'), value]),
    );
    await expect(verify(body, svix, secret, { headerPrefix: 'svix' })).resolves.toMatchObject({
      id: 'evt_1',
    });
    expect(await reasonOf(verify(body, svix, secret))).toBe('missing-header');
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'without %s nothing verifies',
    async (name) => {
      const { [name]: _, ...rest } = signed();
      expect(await reasonOf(verify(body, rest, secret))).toBe('missing-header');
    },
  );
});

describe('timestamps', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const secondsAway = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
  beforeEach(() => void vi.useFakeTimers({ now, toFake: ['Date'] }));

  test.each([
    [-301, 'timestamp-too-old'],
    [-300, 'verified'],
    [300, 'verified'],
    [301, 'timestamp-too-new'],
  ])('%i seconds away: %s', async (seconds, reason) => {
    expect(await reasonOf(verify(body, signed(secondsAway(seconds)), secret))).toBe(reason);
  });

  test('the tolerance can be another', async () => {
    const headers = signed(secondsAway(-900));
    expect(await reasonOf(verify(body, headers, secret, { toleranceSeconds: 899 }))).toBe(
      'timestamp-too-old',
    );
    expect(await reasonOf(verify(body, headers, secret, { toleranceSeconds: 900 }))).toBe('verified');
  });

  test.each(['', ' ', '1.5', '-1', '0x10', '1e9', 'NaN', '2026-03-01'])(
    '%j is not one',
    async (timestamp) => {
      const headers = { ...signed(now), 'webhook-timestamp': timestamp };
      expect(['missing-header', 'malformed-timestamp']).toContain(
        await reasonOf(verify(body, headers, secret)),
      );
    },
  );
});

describe('signatures and secrets', () => {
  const older = `whsec_${randomBytes(24).toString('base64')}`;

  test('while a secret is replaced, either of two signatures and either of two secrets is enough', async () => {
    const both = signed();
    both['webhook-signature'] =
      `${both['webhook-signature']} ${signed(new Date(), older)['webhook-signature']}`;
    await expect(verify(body, both, secret)).resolves.toBeDefined();
    await expect(verify(body, both, older)).resolves.toBeDefined();
    await expect(verify(body, signed(new Date(), older), [secret, older])).resolves.toBeDefined();
  });

  test('unknown versions and broken entries are passed over', async () => {
    const headers = signed();
    headers['webhook-signature'] = `v2,abc v1 ,, v1,%%% v1a,AAAA ${headers['webhook-signature']}`;
    await expect(verify(body, headers, secret)).resolves.toBeDefined();
  });

  test('an HMAC under a public key is no signature, nor is one without its version', async () => {
    const publicKey = vectors.v1a[0]!.publicKey;
    const forged = signed(new Date(), `whsec_${publicKey.slice('whpk_'.length)}`);
    expect(await reasonOf(verify(body, forged, publicKey))).toBe('no-matching-signature');
    const bare = signed();
    bare['webhook-signature'] = bare['webhook-signature']!.slice('v1,'.length);
    expect(await reasonOf(verify(body, bare, secret))).toBe('no-matching-signature');
  });

  test.each(['v1a', 'v2', ''])('a right HMAC that calls itself %j is none', async (version) => {
    const headers = signed();
    headers['webhook-signature'] = headers['webhook-signature']!.replace('v1', version);
    expect(await reasonOf(verify(body, headers, secret))).toBe('no-matching-signature');
  });

  test('a truncated or empty signature does not verify', async () => {
    const headers = signed();
    for (const signature of ['v1,', headers['webhook-signature']!.slice(0, 12)]) {
      const tried = verify(body, { ...headers, 'webhook-signature': signature }, secret);
      expect(await reasonOf(tried)).toBe('no-matching-signature');
    }
  });

  test.each([[''], [[]], ['whsec_'], ['whsec_%%%'], ['whpk_AAAA'], [undefined], [[undefined]]])(
    'the secret %j is a mistake of the receiver, told without repeating it',
    async (secrets) => {
      const error = await reasonOf(verify(body, signed(), secrets as string));
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toContain('whsec_…');
      expect((error as Error).message).not.toContain('%%%');
    },
  );
});

describe('bodies', () => {
  test('are taken as text, bytes, a slice of a larger buffer, or an ArrayBuffer', async () => {
    const bytes = new TextEncoder().encode(body);
    const padded = Buffer.concat([Buffer.from('xx'), bytes, Buffer.from('xx')]);
    for (const raw of [body, bytes, padded.subarray(2, -2), bytes.buffer]) {
      await expect(verify(raw, signed(), secret)).resolves.toMatchObject({ data: { message: 'grüß dich' } });
    }
  });

  test('a parsed body is refused with the reason', async () => {
    const parsed = JSON.parse(body) as string;
    await expect(verify(parsed, signed(), secret)).rejects.toThrow(/raw body/);
  });

  test('a signed body that is not JSON is told apart', async () => {
    expect(await reasonOf(verify('hello', signed(new Date(), secret, 'hello'), secret))).toBe(
      'malformed-body',
    );
  });
});
