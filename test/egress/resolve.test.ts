import { afterEach, describe, expect, test } from 'vitest';
import { createResolver } from '../../src/egress/resolve.js';
import { checkWebhookTarget } from '../../src/egress/url-policy.js';
import type { DnsServer, Zone } from './support/dns-server.js';
import { hosts, startDnsServer } from './support/dns-server.js';
import { STRICT } from './support/sender.js';

const servers: DnsServer[] = [];

async function serve(zone: Zone): Promise<DnsServer> {
  const server = await startDnsServer(zone);
  servers.push(server);
  return server;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function lookUp(zone: Zone, host = 'hooks.example.com', signal = new AbortController().signal) {
  const server = await serve(zone);
  return createResolver([server.address])(host, signal);
}

describe('looking a name up', () => {
  test('asks for both families and gives all addresses', async () => {
    const server = await serve(
      hosts({ 'hooks.example.com': ['93.184.216.34', '93.184.216.35', '2606:4700::1111'] }),
    );
    const addresses = await createResolver([server.address])(
      'hooks.example.com',
      new AbortController().signal,
    );
    expect(addresses.sort()).toEqual(['2606:4700::1111', '93.184.216.34', '93.184.216.35']);
    expect(server.questions.map(({ family }) => family).sort()).toEqual(['A', 'AAAA']);
  });

  test('follows a long chain of aliases to its end', async () => {
    const cnames = Array.from({ length: 12 }, (_, i) => `c${i}.example.net`);
    const zone: Zone = (_, family) => ({ cnames, records: family === 'A' ? ['93.184.216.34'] : [] });
    await expect(lookUp(zone)).resolves.toEqual(['93.184.216.34']);
  });

  test('a name that does not exist, or has no address, is not found', async () => {
    await expect(lookUp(hosts({}))).rejects.toMatchObject({ code: 'dns-not-found' });
    await expect(lookUp(hosts({ 'hooks.example.com': [] }))).rejects.toMatchObject({ code: 'dns-not-found' });
  });

  test.each(['SERVFAIL', 'REFUSED'] as const)('%s of one family fails the whole look-up', async (rcode) => {
    for (const failing of ['A', 'AAAA']) {
      const zone: Zone = (_, family) =>
        family === failing ? { rcode } : { records: [family === 'A' ? '93.184.216.34' : '2606:4700::1111'] };
      await expect(lookUp(zone)).rejects.toMatchObject({ code: 'dns-failure' });
    }
  });

  test('ends with the signal’s reason while the name servers keep silent', async () => {
    const controller = new AbortController();
    const reason = new Error('too late');
    const zone: Zone = () => {
      controller.abort(reason);
      return 'drop';
    };
    await expect(lookUp(zone, 'hooks.example.com', controller.signal)).rejects.toBe(reason);
  });

  test('one zone that keeps silent does not hold up another', async () => {
    const fast = hosts({ 'fast.example.com': ['93.184.216.34'] });
    const server = await serve((name, family) => (name.startsWith('slow') ? 'drop' : fast(name, family)));
    const resolve = createResolver([server.address]);
    const slow = Array.from({ length: 20 }, (_, i) => {
      const controller = new AbortController();
      return { controller, outcome: resolve(`slow${i}.example.com`, controller.signal) };
    });
    const first = await Promise.race([
      resolve('fast.example.com', new AbortController().signal),
      ...slow.map(({ outcome }) => outcome),
    ]);
    expect(first).toEqual(['93.184.216.34']);
    for (const { controller } of slow) controller.abort(new Error('over'));
    await Promise.all(slow.map(({ outcome }) => expect(outcome).rejects.toThrow('over')));
  });
});

describe('saving a webhook', () => {
  async function check(zone: Zone, raw = 'https://hooks.example.com/') {
    const server = await serve(zone);
    return checkWebhookTarget(raw, STRICT, createResolver([server.address]));
  }

  test('accepts a name with public addresses, without a warning', async () => {
    const checked = await check(hosts({ 'hooks.example.com': ['93.184.216.34', '2606:4700::1111'] }));
    expect(checked).toEqual({ ok: true, url: new URL('https://hooks.example.com/') });
  });

  test.each([
    [['10.0.0.1']],
    [['93.184.216.34', '10.0.0.1']],
    [['93.184.216.34', '::1']],
    [['93.184.216.34', '::ffff:10.0.0.1']],
    [['93.184.216.34', 'fd00::1']],
  ])('refuses a name that leads to %s', async (addresses) => {
    const mapped = addresses.map((address) =>
      address.replace('10.0.0.1', address.includes(':') ? 'a00:1' : '10.0.0.1'),
    );
    const checked = await check(hosts({ 'hooks.example.com': mapped }));
    expect(checked).toMatchObject({ ok: false, code: 'blocked-address' });
    expect(JSON.stringify(checked)).not.toMatch(/10\.0\.0\.1|::1|fd00/);
  });

  test('accepts a name without an answer, flagged as unresolvable', async () => {
    expect(await check(hosts({}))).toMatchObject({ ok: true, warning: 'unresolvable' });
    expect(await check(() => ({ rcode: 'SERVFAIL' }))).toMatchObject({ ok: true, warning: 'unresolvable' });
  });

  test('asks no name server about a URL that is refused by itself, nor about a literal', async () => {
    const server = await serve(hosts({}));
    const resolver = createResolver([server.address]);
    await checkWebhookTarget('https://localhost/', STRICT, resolver);
    await checkWebhookTarget('https://8.8.8.8/', STRICT, resolver);
    expect(server.questions).toEqual([]);
  });

  test('asks no name server where a proxy is the filter', async () => {
    const server = await serve(hosts({}));
    const policy = { ...STRICT, egressProxy: 'http://proxy.example.com:3128' };
    const checked = await checkWebhookTarget(
      'https://hooks.example.com/',
      policy,
      createResolver([server.address]),
    );
    expect(checked).toMatchObject({ ok: true });
    expect(server.questions).toEqual([]);
  });
});
