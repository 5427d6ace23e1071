import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRateLimits } from '../../src/api/rate-limits.js';
import { type Instance, startInstance } from '../support/instance.js';

let limited: Instance;
let open: Instance;
beforeAll(async () => {
  limited = await startInstance({ worker: false, env: { API_RATE_LIMIT_PER_SECOND: '3' } });
  open = await startInstance({ worker: false, env: { TRUST_PROXY: 'loopback' } });
});
afterAll(async () => {
  await limited.stop();
  await open.stop();
});

const times = <T>(count: number, call: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => call(n)));

describe('calls with one key', () => {
  it('beyond API_RATE_LIMIT_PER_SECOND are a 429 that says when to come back', async () => {
    const answers = await times(20, () => limited.request('GET', '/webhooks'));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(3);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({ code: 'rate-limited', status: 429 });
      expect(headers['retry-after']).toBe('1');
      expect(headers['ratelimit-policy']).toBe('"key";q=3;w=1');
      expect(headers['ratelimit']).toBe('"key";r=0;t=1');
    }
  });

  it('are told what is left', async () => {
    const { headers } = await limited.request('GET', '/webhooks');
    expect(headers['ratelimit-policy']).toBe('"key";q=3;w=1');
    expect(headers['ratelimit']).toMatch(/^"key";r=[0-2];t=1$/);
  });

  it('do not use up those of another key', async () => {
    const limits = createRateLimits(1);
    const auth = { role: 'emit', workspaceId: null, keyId: null, session: null } as const;
    await limits.countCall({ ...auth, actor: 'a' });
    await expect(limits.countCall({ ...auth, actor: 'a' })).rejects.toMatchObject({ code: 'rate-limited' });
    await expect(limits.countCall({ ...auth, actor: 'b' })).resolves.toMatchObject({
      ratelimit: '"key";r=0;t=1',
    });
  });

  it('have no limit by default: no burst of a producer is refused', async () => {
    const answers = await times(300, (n) =>
      open.request('POST', '/events', { body: { event: 'lead.created', data: { leadId: `l${n}` } } }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers[0]!.headers).not.toHaveProperty('ratelimit');
  });
});

describe('calls without a valid key', () => {
  const from = (address: string, key: string | null = 'wrong') =>
    open.request('GET', '/webhooks', { key, headers: { 'x-forwarded-for': address } });

  it('of one address are 60 a minute, then a 429', async () => {
    const answers = await times(70, (n) => from('192.0.2.1', n % 2 ? 'wrong' : null));
    const counted = (status: number) => answers.filter((answer) => answer.status === status);
    expect([counted(401).length, counted(429).length]).toEqual([60, 10]);
    const { headers, body } = counted(429)[0]!;
    expect(body.code).toBe('rate-limited');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(headers['ratelimit-policy']).toBe('"failed-authentication";q=60;w=60');
    expect(headers['ratelimit']).toMatch(/^"failed-authentication";r=0;t=\d+$/);
    expect(headers).not.toHaveProperty('www-authenticate');
  });

  it('shut out neither another address nor a valid key of the same', async () => {
    expect((await from('192.0.2.1')).status).toBe(429);
    expect((await from('192.0.2.2')).status).toBe(401);
    expect((await from('192.0.2.1', open.adminKey)).status).toBe(200);
  });

  it('count together in an IPv6 network of 64 bits', async () => {
    const limits = createRateLimits(0);
    const remaining = async (address: string) =>
      /r=(\d+)/.exec((await limits.countFailure(address))['ratelimit']!)![1];
    expect(await remaining('2001:db8:1:2::1')).toBe('59');
    expect(await remaining('2001:db8:1:2:ffff::9')).toBe('58');
    expect(await remaining('2001:db8:1:3::1')).toBe('59');
    expect(await remaining('::ffff:192.0.2.7')).toBe('59');
    expect(await remaining('192.0.2.7')).toBe('58');
  });
});
