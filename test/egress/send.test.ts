import { createServer } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DnsServer, Zone } from './support/dns-server.js';
import { hosts, startDnsServer } from './support/dns-server.js';
import type { RawReceiver } from './support/raw-receiver.js';
import { listen, onRequest, startRawReceiver } from './support/raw-receiver.js';
import { createTestSender, LOOPBACK } from './support/sender.js';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function receive(answer: string, host?: string): Promise<RawReceiver> {
  const receiver = await startRawReceiver(
    (socket) => onRequest(socket, () => socket.write(answer, 'latin1')),
    host,
  );
  cleanUps.push(() => receiver.close());
  return receiver;
}

async function serveDns(zone: Zone): Promise<DnsServer> {
  const server = await startDnsServer(zone);
  cleanUps.push(() => server.close());
  return server;
}

function sender(options: Parameters<typeof createTestSender>[0] = {}) {
  const created = createTestSender(options);
  cleanUps.push(() => created.close());
  return created;
}

/** A blocked address takes all of the attempt's time. */
const SHORT = { timeoutMs: 2_000 };
const BLOCKED = {
  blocked: true,
  error: { code: 'timeout', message: 'No connection to your receiver was made within 2000 ms' },
};
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-a: 1\r\nx-a: 2\r\n\r\nhi';

describe('an attempt', () => {
  test('posts exactly the given bytes and headers', async () => {
    const receiver = await receive(OK);
    const body = Buffer.from('{"n":1.0,"s":"\\u0000é"}');
    await sender().post(receiver.url, {
      body,
      headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' },
    });
    expect(receiver.received()).toBe(
      [
        'POST /hook?token=secret HTTP/1.1',
        `host: 127.0.0.1:${receiver.port}`,
        'connection: keep-alive',
        'content-type: application/json',
        'webhook-id: evt_1',
        `content-length: ${body.length}`,
        '',
        body.toString('latin1'),
      ].join('\r\n'),
    );
  });

  test('tells what the receiver answered', async () => {
    const receiver = await receive(OK);
    expect(await sender().post(receiver.url)).toEqual({
      startedAt: expect.any(Date),
      durationMs: expect.any(Number),
      phases: { lookupMs: null, connectMs: expect.any(Number), tlsMs: null, waitMs: expect.any(Number) },
      responseStatus: 200,
      responseHeaders: { 'content-length': '2', 'x-a': '1, 2' },
      responseBody: Buffer.from('hi'),
      responseTruncated: false,
      retryAfterMs: null,
      error: null,
    });
  });

  test('reuses a connection that answered whole', async () => {
    const receiver = await receive(OK);
    const { post } = sender();
    for (let i = 0; i < 3; i++) expect((await post(receiver.url)).error).toBeNull();
    expect(receiver.connections).toBe(1);
  });

  test('never reuses a connection older than 30 s', async () => {
    const receiver = await receive(OK);
    const { post } = sender();
    await post(receiver.url);
    const later = performance.now() + 30_001;
    const clock = vi.spyOn(performance, 'now').mockReturnValue(later);
    cleanUps.push(() => clock.mockRestore());
    expect((await post(receiver.url)).error).toBeNull();
    expect(receiver.connections).toBe(2);
  });

  test.each([
    [503, 'http-status', 'Your receiver answered HTTP 503'],
    [410, 'gone', 'Your receiver answered HTTP 410'],
    [999, 'http-status', 'Your receiver answered HTTP 999'],
  ])('of a receiver that answers %i fails as %s', async (status, code, message) => {
    const receiver = await receive(`HTTP/1.1 ${status} X\r\ncontent-length: 0\r\n\r\n`);
    const result = await sender().post(receiver.url);
    expect(result).toMatchObject({ responseStatus: status, error: { code, message } });
  });

  test('never follows a redirect, and says so', async () => {
    const target = await receive(OK);
    const receiver = await receive(`HTTP/1.1 307 X\r\nlocation: ${target.url}\r\ncontent-length: 0\r\n\r\n`);
    const { error } = await sender().post(receiver.url);
    expect(error).toEqual({
      code: 'http-redirect',
      message: `Your receiver answered 307 to 127.0.0.1:${target.port}; redirects are never followed: change the webhook's URL`,
    });
    expect(target.connections).toBe(0);
  });

  test('takes only 200 as success where the webhook says so', async () => {
    const receiver = await receive('HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n');
    expect((await sender().post(receiver.url)).error).toBeNull();
    expect((await sender().post(receiver.url, { successStatus: '200' })).error).toMatchObject({
      code: 'http-status',
    });
  });

  test('passes Retry-After on', async () => {
    const receiver = await receive('HTTP/1.1 503 X\r\nretry-after: 90\r\ncontent-length: 0\r\n\r\n');
    expect((await sender().post(receiver.url)).retryAfterMs).toBe(90_000);
  });

  test('keeps of the body what it may, and says that there was more', async () => {
    const receiver = await receive(`HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n${'x'.repeat(100)}`);
    const { post } = sender();
    const cut = await post(receiver.url, { responseBodyBytes: 10 });
    expect(cut).toMatchObject({ responseBody: Buffer.from('x'.repeat(10)), responseTruncated: true });
    const whole = await post(receiver.url, { responseBodyBytes: 100 });
    expect(whole).toMatchObject({ responseBody: Buffer.from('x'.repeat(100)), responseTruncated: false });
    const none = await post(receiver.url, { responseBodyBytes: 0 });
    expect(none).toMatchObject({ responseBody: null, responseTruncated: false, error: null });
    expect(receiver.connections).toBe(1);
  });

  test('reads no proxy from the environment', async () => {
    const proxy = await receive(OK);
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) {
      vi.stubEnv(name, name === 'NODE_USE_ENV_PROXY' ? '1' : `http://127.0.0.1:${proxy.port}`);
    }
    cleanUps.push(() => vi.unstubAllEnvs());
    const receiver = await receive(OK);
    expect((await sender().post(receiver.url)).error).toBeNull();
    expect(proxy.connections).toBe(0);
  });

  test('works with an ordinary HTTP server, for many at once', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.end('stored'));
    });
    const port = await listen(server);
    cleanUps.push(() => server.close());
    const { post } = sender({ connectionsPerOrigin: 16 });
    const results = await Promise.all(Array.from({ length: 200 }, () => post(`http://127.0.0.1:${port}/`)));
    expect(results.every(({ error }) => error === null)).toBe(true);
  });
});

describe('the last moment before the write', () => {
  test('a turn that has passed sends nothing, and is not charged', async () => {
    const receiver = await receive(OK);
    const result = await sender().post(receiver.url, { mayStart: () => false });
    expect(result).toMatchObject({ responseStatus: null, error: { code: 'claim-expired' } });
    expect(receiver.connections).toBe(1);
    expect(receiver.received()).toBe('');
  });

  test('is asked on the connected socket, once an attempt, on a kept connection too', async () => {
    const receiver = await receive(OK);
    const { post } = sender();
    const connections: number[] = [];
    const mayStart = () => {
      connections.push(receiver.connections);
      return true;
    };
    await post(receiver.url, { mayStart });
    await post(receiver.url, { mayStart });
    await vi.waitFor(() => expect(receiver.connections).toBe(1));
    expect(connections).toHaveLength(2);
  });

  test('a signal that fired before is claim-expired', async () => {
    const receiver = await receive(OK);
    const result = await sender().post(receiver.url, { signal: AbortSignal.abort() });
    expect(result.error).toMatchObject({ code: 'claim-expired' });
    expect(receiver.received()).toBe('');
  });

  test('a signal that fires after the write leaves the outcome unknown', async () => {
    const controller = new AbortController();
    const receiver = await startRawReceiver((socket) => onRequest(socket, () => controller.abort()));
    cleanUps.push(() => receiver.close());
    const result = await sender().post(receiver.url, { signal: controller.signal });
    expect(result.error).toMatchObject({ code: 'unknown-outcome' });
  });

  test('an origin whose every connection is at work makes others wait, uncharged when time runs out', async () => {
    const silent = await startRawReceiver(() => {});
    cleanUps.push(() => silent.close());
    const { post } = sender({ connectionsPerOrigin: 1 });
    const first = post(silent.url, { timeoutMs: 1_000 });
    const second = await post(silent.url, { timeoutMs: 50 });
    expect(second.error).toMatchObject({ code: 'claim-expired' });
    expect((await first).error).toMatchObject({ code: 'timeout' });
    expect(silent.connections).toBe(1);
  });

  test('who waits for a connection gets the next that is free', async () => {
    const receiver = await receive(OK);
    const { post } = sender({ connectionsPerOrigin: 2 });
    const results = await Promise.all(Array.from({ length: 20 }, () => post(receiver.url)));
    expect(results.every(({ error }) => error === null)).toBe(true);
    expect(receiver.connections).toBe(2);
  });
});

describe('a guarded name', () => {
  test('is looked up and connected to', async () => {
    const receiver = await receive(OK);
    const dns = await serveDns(hosts({ 'hooks.example.com': ['127.0.0.1'] }));
    const { post } = sender({ policy: { ...LOOPBACK, dnsServers: [dns.address] } });
    expect((await post(`http://hooks.example.com:${receiver.port}/`)).error).toBeNull();
    expect(receiver.received()).toContain(`host: hooks.example.com:${receiver.port}`);
  });

  test('reaches the receiver though its first addresses are dead', async () => {
    const receiver = await receive(OK, '127.0.0.3');
    const dns = await serveDns(hosts({ 'hooks.example.com': ['127.0.0.2', '::1', '127.0.0.3'] }));
    const policy = { ...LOOPBACK, allowedPrivateCidrs: ['127.0.0.0/8', '::1'], dnsServers: [dns.address] };
    expect((await sender({ policy }).post(`http://hooks.example.com:${receiver.port}/`)).error).toBeNull();
  });

  test('that does not exist fails without a connection', async () => {
    const dns = await serveDns(hosts({}));
    const { post } = sender({ policy: { ...LOOPBACK, dnsServers: [dns.address] } });
    const { error } = await post('http://hooks.example.com:8080/private/path');
    expect(error).toMatchObject({ code: 'dns-not-found', message: expect.not.stringContaining('private') });
  });

  test.each<[string, Record<string, string[]>]>([
    ['a private address', { 'hooks.example.com': ['127.0.0.2'] }],
    ['a private address among good ones', { 'hooks.example.com': ['127.0.0.1', '127.0.0.2'] }],
    ['a private IPv6 address among good ones', { 'hooks.example.com': ['127.0.0.1', '::1'] }],
    ['a mapped private address', { 'hooks.example.com': ['127.0.0.1', '::ffff:7f00:2'] }],
  ])('that leads to %s is blocked without a connection', async (_, table) => {
    const canary = await receive(OK, '127.0.0.2');
    const good = await receive(OK);
    const dns = await serveDns(hosts(table));
    const { post } = sender({ policy: { ...LOOPBACK, dnsServers: [dns.address] } });
    const posts = [canary, good].map(({ port }) =>
      post(`http://hooks.example.com:${port}/private/path`, SHORT),
    );
    for (const result of await Promise.all(posts)) expect(result).toMatchObject(BLOCKED);
    expect(canary.connections + good.connections).toBe(0);
  });

  test('that flips after its check is caught: what was checked is what is connected to', async () => {
    const canary = await receive(OK, '127.0.0.2');
    let asked = 0;
    const dns = await serveDns((_, family) => ({
      records: family === 'A' ? [asked++ === 0 ? '127.0.0.1' : '127.0.0.2'] : [],
    }));
    const { post } = sender({ policy: { ...LOOPBACK, dnsServers: [dns.address] } });
    const url = `http://flip.example.com:${canary.port}/`;
    expect((await post(url)).error).toMatchObject({ code: 'connection-refused' });
    for (const result of await Promise.all([post(url, SHORT), post(url, SHORT)]))
      expect(result).toMatchObject(BLOCKED);
    expect(canary.connections).toBe(0);
  });

  test('whose name servers keep silent is a time-out, and the look-up ends with it', async () => {
    const dns = await serveDns(() => 'drop');
    const { post } = sender({ policy: { ...LOOPBACK, dnsServers: [dns.address] } });
    const { error } = await post('http://slow.example.com:8080/', { timeoutMs: 200 });
    expect(error).toEqual({
      code: 'timeout',
      message: 'No connection to your receiver was made within 200 ms',
    });
  });

  test('that resolves to our own address is refused', async () => {
    const own = await receive(OK);
    const dns = await serveDns(hosts({ 'hooks.example.com': ['127.0.0.1'] }));
    const ownAddresses = [{ host: '127.0.0.1', port: own.port }];
    const { post } = sender({ policy: { ...LOOPBACK, ownAddresses, dnsServers: [dns.address] } });
    const posts = ['hooks.example.com', 'localhost'].map((host) =>
      post(`http://${host}:${own.port}/`, SHORT),
    );
    for (const result of await Promise.all(posts)) expect(result).toMatchObject(BLOCKED);
    expect(own.connections).toBe(0);
  });
});

describe('what cannot be sent', () => {
  test.each([
    ['an unusable URL', { url: 'not a url' }, 'invalid-url'],
    ['a URL of another scheme', { url: 'ftp://127.0.0.1/' }, 'invalid-url'],
    ['a header name with a space', { headers: { 'x y': '1' } }, 'invalid-header'],
    ['a header value with a line break', { headers: { x: 'a\r\nb: c' } }, 'invalid-header'],
    ['a header that undici keeps for itself', { headers: { expect: '100-continue' } }, 'invalid-header'],
  ])('%s fails that attempt and no other', async (_, request, code) => {
    const receiver = await receive(OK);
    const { post } = sender();
    const { url = receiver.url, ...rest } = request as { url?: string };
    expect((await post(url, rest)).error).toMatchObject({ code });
    expect(receiver.received()).toBe('');
    expect((await post(receiver.url)).error).toBeNull();
  });

  test('a resolver that breaks in an unheard-of way is a failed attempt', async () => {
    const resolver = () => Promise.reject(new TypeError('secret details'));
    const { error } = await sender({ resolver }).post('http://hooks.example.com/');
    expect(error).toEqual({ code: 'unknown-error', message: 'The request failed unexpectedly (TypeError)' });
  });

  test('a mayStart that throws is a failed attempt', async () => {
    const receiver = await receive(OK);
    const mayStart = () => {
      throw new RangeError('no clock');
    };
    expect((await sender().post(receiver.url, { mayStart })).error).toMatchObject({ code: 'unknown-error' });
    expect(receiver.received()).toBe('');
  });

  test('every spelling of a forbidden loopback address leaves its canary alone', async () => {
    const canary = await receive(OK, '127.0.0.2');
    const dns = await serveDns(hosts({ 'canary.example.com': ['127.0.0.2'] }));
    const { post } = sender({ policy: { ...LOOPBACK, dnsServers: [dns.address] } });
    const spellings = [
      '127.0.0.2',
      '2130706434',
      '0x7f000002',
      '0x7f.2',
      '0177.0.0.2',
      '017700000002',
      '127.2',
      '127.0.2',
      '127.0.0.2.',
      '%31%32%37.0.0.2',
      '１２７.０.０.２',
      '[::ffff:127.0.0.2]',
      '[::ffff:7f00:2]',
      '[::127.0.0.2]',
      '[::ffff:0:127.0.0.2]',
      '[64:ff9b::127.0.0.2]',
      '[2002:7f00:2::]',
      '0.0.0.0',
      '0',
      '[::]',
      '[::1]',
      'canary.example.com',
      'canary.example.com.',
      'canary.localhost',
      'x@127.0.0.2',
      '127.0.0.1@127.0.0.2',
    ];
    const verdicts = await Promise.all(
      spellings.map(async (host) => {
        const { error, blocked } = await post(`http://${host}:${canary.port}/`, SHORT);
        return [host, blocked ? 'blocked' : error?.code];
      }),
    );
    for (const verdict of verdicts)
      expect(verdict).toEqual([verdict[0], expect.stringMatching(/^(blocked|invalid-url)$/)]);
    expect(canary.connections).toBe(0);
  });
});
