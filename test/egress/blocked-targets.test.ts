import { afterEach, expect, test } from 'vitest';
import { hosts, startDnsServer } from './support/dns-server.js';
import { startRawReceiver } from './support/raw-receiver.js';
import { createTestSender, LOOPBACK } from './support/sender.js';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

test('a blocked target and an unreachable one look alike in code, message and time', async () => {
  const canary = await startRawReceiver((socket) => socket.destroy(), '127.0.0.2');
  const silent = await startRawReceiver(() => {});
  const dns = await startDnsServer((name, family) =>
    name.startsWith('mute.') ? 'drop' : hosts({ 'inside.example.com': ['127.0.0.2'] })(name, family),
  );
  const { post, close } = createTestSender({ policy: { ...LOOPBACK, dnsServers: [dns.address] } });
  cleanUps.push(
    () => canary.close(),
    () => silent.close(),
    () => dns.close(),
    close,
  );
  const timeoutMs = 1_500;
  const results = await Promise.all([
    post(`http://inside.example.com:${canary.port}/`, { timeoutMs }),
    post(`http://127.0.0.2:${canary.port}/`, { timeoutMs }),
    // Unreachable: nobody answers for its name; nobody answers its first bytes.
    post(`http://mute.example.com:${canary.port}/`, { timeoutMs }),
    post(`https://127.0.0.1:${silent.port}/`, { timeoutMs }),
  ]);
  expect(results.map(({ blocked = false }) => blocked)).toEqual([true, true, false, false]);
  for (const { startedAt: _, durationMs, blocked: __, ...told } of results) {
    expect(told).toEqual({
      phases: null,
      responseStatus: null,
      responseHeaders: {},
      responseBody: null,
      responseTruncated: false,
      retryAfterMs: null,
      error: { code: 'timeout', message: `No connection to your receiver was made within ${timeoutMs} ms` },
    });
    // None is over before its time is; a timer may be early by the rounding of its clock.
    expect(durationMs).toBeGreaterThan(timeoutMs - 10);
  }
  expect(canary.connections).toBe(0);
});

test('an attempt that is cancelled while its target is blocked ends at once, like any other', async () => {
  const { post, close } = createTestSender();
  cleanUps.push(close);
  const controller = new AbortController();
  const result = post('http://127.0.0.2:4999/', { timeoutMs: 60_000, signal: controller.signal });
  controller.abort();
  expect((await result).error).toMatchObject({ code: 'claim-expired' });
});
