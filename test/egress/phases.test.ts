import { createServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { createAuthority, issue } from './support/certificates.js';
import { startDnsServer } from './support/dns-server.js';
import { listen, startRawReceiver } from './support/raw-receiver.js';
import { createTestSender, LOOPBACK } from './support/sender.js';

const SLOW_MS = 120;
/** Timers and clocks round. */
const ROUNDING_MS = 10;

const authority = createAuthority();
const dns = await startDnsServer((name, family) =>
  name === 'slow-to-find.example.com'
    ? { records: family === 'A' ? ['127.0.0.1'] : [], delayMs: SLOW_MS }
    : { rcode: 'NXDOMAIN' },
);
const server = createServer(issue(authority, 'slow-to-find.example.com'), (request, response) => {
  request.resume().on('end', () => void delay(SLOW_MS).then(() => response.end('stored')));
});
const port = await listen(server);
const sender = createTestSender({
  policy: { ...LOOPBACK, dnsServers: [dns.address] },
  ca: authority.cert,
});
afterAll(async () => {
  await sender.close();
  server.closeAllConnections();
  server.close();
  dns.close();
});

test('an attempt tells where its time went; on a kept connection it only waits', async () => {
  const url = `https://slow-to-find.example.com:${port}/`;
  const { phases, durationMs, error } = await sender.post(url);
  expect(error).toBeNull();
  const { lookupMs, connectMs, tlsMs, waitMs } = phases!;
  expect(lookupMs).toBeGreaterThanOrEqual(SLOW_MS - ROUNDING_MS);
  expect(waitMs).toBeGreaterThanOrEqual(SLOW_MS - ROUNDING_MS);
  expect(connectMs).toBeGreaterThanOrEqual(0);
  expect(tlsMs).toBeGreaterThanOrEqual(0);
  expect(lookupMs! + connectMs! + tlsMs! + waitMs).toBeLessThanOrEqual(durationMs + ROUNDING_MS);

  expect((await sender.post(url)).phases).toEqual({
    lookupMs: null,
    connectMs: null,
    tlsMs: null,
    waitMs: expect.any(Number),
  });
});

test('an answer that never comes was waited for to the end; what never had a connection has no phases', async () => {
  const silent = await startRawReceiver(() => {});
  const waited = await sender.post(silent.url, { timeoutMs: 1_000 });
  expect(waited).toMatchObject({ error: { code: 'timeout' }, phases: { lookupMs: null, tlsMs: null } });
  const { connectMs, waitMs } = waited.phases!;
  expect(connectMs! + waitMs).toBeGreaterThanOrEqual(1_000 - ROUNDING_MS);
  // Nobody answers its first bytes: no more is told of it than of an address that is refused.
  const noHandshake = await sender.post(silent.url.replace('http:', 'https:'), { timeoutMs: 1_000 });
  expect(noHandshake).toMatchObject({ error: { code: 'timeout' }, phases: null });
  await silent.close();
});
