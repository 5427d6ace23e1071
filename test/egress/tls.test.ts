import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { TlsOptions } from 'node:tls';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import type { Certificate } from './support/certificates.js';
import { createAuthority, issue } from './support/certificates.js';
import { hosts, startDnsServer } from './support/dns-server.js';
import { listen, startRawReceiver } from './support/raw-receiver.js';
import { createTestSender, LOOPBACK } from './support/sender.js';

const authority = createAuthority();
const dns = await startDnsServer(hosts({ 'hooks.example.com': ['127.0.0.1'] }));
const policy = { ...LOOPBACK, allowHttp: false, dnsServers: [dns.address] };
const sender = createTestSender({ policy, ca: authority.cert });
const servers: Server[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(async () => {
  await sender.close();
  dns.close();
});

async function serve(
  certificate: Certificate,
  options: TlsOptions = {},
): Promise<{ port: number; names: unknown[] }> {
  const names: unknown[] = [];
  const server = createServer({ ...certificate, ...options }, (request, response) => {
    request.resume().on('end', () => response.end('stored'));
  });
  server.on('secureConnection', (socket) => names.push(socket.servername));
  servers.push(server);
  return { port: await listen(server), names };
}

describe('over TLS', () => {
  test('a trusted certificate for the host delivers, and the connection is kept', async () => {
    const { port, names } = await serve(issue(authority, 'hooks.example.com'));
    for (let i = 0; i < 2; i++) {
      const result = await sender.post(`https://hooks.example.com:${port}/`);
      expect(result).toMatchObject({ error: null, responseBody: Buffer.from('stored') });
    }
    expect(names).toEqual(['hooks.example.com']);
  });

  test('a certificate for an address delivers to that address, without a server name', async () => {
    const { port, names } = await serve(issue(authority, '127.0.0.1'));
    expect((await sender.post(`https://127.0.0.1:${port}/`)).error).toBeNull();
    expect(names).toEqual([false]);
  });

  test.each<[string, () => Certificate, string]>([
    ['is for another host', () => issue(authority, 'other.example.com'), 'tls-name-mismatch'],
    ['is for the address only', () => issue(authority, '127.0.0.1'), 'tls-name-mismatch'],
    [
      'has expired',
      () => issue(authority, 'hooks.example.com', { validDays: 0.5 }),
      'tls-certificate-expired',
    ],
    [
      'is not valid yet',
      () => issue(authority, 'hooks.example.com', { validFromMs: Date.now() + 3_600_000 }),
      'tls-certificate-expired',
    ],
    [
      'is of an unknown authority',
      () => issue(createAuthority('Other'), 'hooks.example.com'),
      'tls-certificate-untrusted',
    ],
    ['is signed by itself', () => createAuthority('hooks.example.com'), 'tls-certificate-untrusted'],
  ])('a certificate that %s fails, and the server sees no request', async (_, certificate, code) => {
    const { port } = await serve(certificate());
    const seen = vi.fn<() => void>();
    servers[0]!.on('request', seen);
    const result = await sender.post(`https://hooks.example.com:${port}/`);
    expect(result).toMatchObject({ responseStatus: null, error: { code } });
    expect(seen).not.toHaveBeenCalled();
  });

  test('NODE_TLS_REJECT_UNAUTHORIZED in the environment turns no check off', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { port } = await serve(issue(createAuthority('Other'), 'hooks.example.com'));
    const { error } = await sender.post(`https://hooks.example.com:${port}/`);
    expect(error).toMatchObject({ code: 'tls-certificate-untrusted' });
  });

  test.each<[string, TlsOptions]>([
    ['speaks only TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['wants a client certificate', { requestCert: true, rejectUnauthorized: true }],
  ])('a server that %s fails in the handshake', async (_, options) => {
    const { port } = await serve(issue(authority, 'hooks.example.com'), options);
    const { error } = await sender.post(`https://hooks.example.com:${port}/`);
    expect(error?.code).toMatch(/^(tls-protocol|connection-closed|connection-reset)$/);
  });

  test.each<[string, Parameters<typeof startRawReceiver>[0], string]>([
    [
      'speaks plain http',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
      'tls-protocol',
    ],
    ['closes in the handshake', (socket) => socket.once('data', () => socket.end()), 'connection-closed'],
    [
      'resets in the handshake',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
      'connection-closed',
    ],
    ['is silent in the handshake', () => {}, 'timeout'],
  ])('a port that %s fails with a code of its own', async (_, behave, code) => {
    const receiver = await startRawReceiver(behave);
    const result = await sender.post(`https://hooks.example.com:${receiver.port}/`, {
      timeoutMs: code === 'timeout' ? 300 : 20_000,
    });
    expect(result.error).toMatchObject({ code });
    await receiver.close();
  });

  test('http is refused where only https is allowed', async () => {
    const { error } = await sender.post('http://hooks.example.com/');
    expect(error).toMatchObject({ code: 'invalid-url' });
  });
});
