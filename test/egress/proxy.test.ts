import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import { createAuthority, issue } from './support/certificates.js';
import { listen, onRequest, startRawReceiver } from './support/raw-receiver.js';
import { createTestSender, STRICT } from './support/sender.js';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Proxy {
  url: string;
  tunnels: { target: string; authorization: string | undefined }[];
}

/** A proxy that connects every CONNECT to one port here, whatever the name; or refuses with a status. */
async function startProxy(target: number, status = 200): Promise<Proxy> {
  const tunnels: Proxy['tunnels'] = [];
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, socket: Socket) => {
    tunnels.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const upstream = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    return sockets.add(upstream);
  });
  const port = await listen(server);
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}`, tunnels };
}

function senderThrough(egressProxy: string, ca?: string) {
  const policy = { ...STRICT, allowHttp: true, egressProxy };
  const sender = createTestSender({ policy, ...(ca === undefined ? {} : { ca }) });
  cleanUps.push(() => sender.close());
  return sender;
}

describe('through an egress proxy', () => {
  test('the name goes to the proxy unresolved, and TLS is with the receiver', async () => {
    const authority = createAuthority();
    const server = createTlsServer(issue(authority, 'hooks.example.com'), (request, response) => {
      request.resume().on('end', () => response.end('stored'));
    });
    const proxy = await startProxy(await listen(server));
    cleanUps.push(() => server.close());
    const { post } = senderThrough(proxy.url, authority.cert);
    for (let i = 0; i < 2; i++) expect((await post('https://hooks.example.com/path')).error).toBeNull();
    expect(proxy.tunnels).toEqual([{ target: 'hooks.example.com:443', authorization: undefined }]);
    const other = await post('https://other.example.com/');
    expect(other.error).toMatchObject({ code: 'tls-name-mismatch' });
  });

  test('http is tunnelled too, with the proxy’s credentials for the proxy alone', async () => {
    const receiver = await startRawReceiver((socket) =>
      onRequest(socket, () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')),
    );
    cleanUps.push(() => receiver.close());
    const proxy = await startProxy(receiver.port);
    const { post } = senderThrough(proxy.url.replace('//', '//us%65r:p%40ss@'));
    expect((await post('http://hooks.example.com/')).error).toBeNull();
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(proxy.tunnels).toEqual([{ target: 'hooks.example.com:80', authorization }]);
    expect(receiver.received()).not.toContain('proxy-authorization');
  });

  test.each([403, 407, 502])('a proxy that answers %i is proxy-failed', async (status) => {
    const proxy = await startProxy(1, status);
    const { error } = await senderThrough(proxy.url).post('https://hooks.example.com/');
    expect(error).toEqual({ code: 'proxy-failed', message: `The egress proxy answered ${status}` });
  });

  test('a proxy that is not there is proxy-failed', async () => {
    const gone = await startRawReceiver(() => {});
    await gone.close();
    const { error } = await senderThrough(`http://127.0.0.1:${gone.port}`).post('https://hooks.example.com/');
    expect(error).toMatchObject({ code: 'proxy-failed' });
  });

  test.each<[string, (socket: Socket) => unknown]>([
    ['never answers', () => {}],
    ['drips', (socket) => socket.write('HTTP/1.1 200')],
  ])('a proxy that %s is a time-out', async (_, behave) => {
    const proxy = await startRawReceiver(behave);
    cleanUps.push(() => proxy.close());
    const sender = senderThrough(`http://127.0.0.1:${proxy.port}`);
    const { error } = await sender.post('https://hooks.example.com/', { timeoutMs: 200 });
    expect(error).toMatchObject({ code: 'timeout' });
  });

  test('a literal private address and a special-use name are refused before the proxy is asked', async () => {
    const proxy = await startProxy(1);
    const { post } = senderThrough(proxy.url);
    const posts = ['10.0.0.1', '169.254.169.254', 'localhost', 'db.internal'].map((host) =>
      post(`https://${host}/`, { timeoutMs: 200 }),
    );
    for (const result of await Promise.all(posts))
      expect(result).toMatchObject({ blocked: true, error: { code: 'timeout' } });
    expect(proxy.tunnels).toEqual([]);
  });
});
