import type { Socket } from 'node:net';
import { type DnsServer, hosts, startDnsServer } from '../../egress/support/dns-server.js';
import { onRequest, startRawReceiver } from '../../egress/support/raw-receiver.js';
import { startReceiver, type TestReceiver } from '../../support/receiver.js';

/** What a raw receiver does on a request; each is another way of an attempt to fail. */
const RAW: Record<string, (socket: Socket, request: string) => void> = {
  closes: (socket) => socket.end(),
  resets: (socket) => socket.resetAndDestroy(),
  'speaks no HTTP': (socket, request) => socket.end(`220 you said ${request}\r\n`),
  'repeats the request in its header': (socket, request) =>
    socket.end(`HTTP/1.1 500 X\r\nx: ${request.slice(-200).replaceAll(/[\r\n]+/g, ' ')}\r\n\r\n`),
  'sends too much header': (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`),
  'is silent': () => undefined,
};

export interface Receivers {
  http: TestReceiver;
  dns: DnsServer;
  /** A URL's beginning for each way to fail, and the error code that it ends in. `timeoutMs`: where it takes all of that. */
  failing: { way: string; origin: string; code: string; timeoutMs?: number }[];
  close(): Promise<void>;
}

/** Receivers that fail in every way that a webhook's URL can lead to. */
export async function startReceivers(): Promise<Receivers> {
  const http = await startReceiver();
  http.answer(({ path, rawBody }) => {
    const status = Number(/\/(\d{3})/.exec(path)?.[1] ?? 200);
    // A redirect that repeats what it was sent must not get that into a message.
    const location = `https://elsewhere.example.com/?was=${encodeURIComponent(rawBody.toString('utf8').slice(0, 500))}`;
    return { status, ...(status === 307 && { headers: { location } }) };
  });
  const dns = await startDnsServer((name, family) =>
    name === 'broken.example.com'
      ? { rcode: 'SERVFAIL' }
      : hosts({ 'inside.example.com': ['127.0.0.2'] })(name, family),
  );
  const raw = await Promise.all(
    Object.entries(RAW).map(async ([way, serve]) => {
      const receiver = await startRawReceiver((socket) =>
        onRequest(socket, (request) => serve(socket, request)),
      );
      return { way, receiver, origin: `http://127.0.0.1:${receiver.port}` };
    }),
  );
  const codes = [
    'connection-closed',
    'connection-reset',
    'invalid-response',
    'http-status',
    'response-header-too-large',
    'timeout',
  ];
  const gone = await startRawReceiver(() => undefined);
  await gone.close();
  return {
    http,
    dns,
    failing: [
      ...raw.map(({ way, origin }, n) => ({
        way,
        origin,
        code: codes[n]!,
        ...(codes[n] === 'timeout' && { timeoutMs: 1_000 }),
      })),
      { way: 'speaks no TLS', origin: http.url.replace('http:', 'https:'), code: 'tls-protocol' },
      { way: 'does not listen', origin: `http://127.0.0.1:${gone.port}`, code: 'connection-refused' },
      { way: 'does not exist', origin: 'http://nowhere.example.com', code: 'dns-not-found' },
      { way: 'has broken name servers', origin: 'http://broken.example.com', code: 'dns-failure' },
      { way: 'is blocked', origin: 'http://inside.example.com', code: 'blocked-address', timeoutMs: 3_000 },
      { way: 'answers 500', origin: `${http.url}/500`, code: 'http-status' },
      { way: 'answers 410', origin: `${http.url}/410`, code: 'gone' },
      { way: 'redirects', origin: `${http.url}/307`, code: 'http-redirect' },
    ],
    close: async () => {
      dns.close();
      await Promise.all([http.close(), ...raw.map(({ receiver }) => receiver.close())]);
    },
  };
}
