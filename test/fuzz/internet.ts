import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** All that webhooks of a fuzzed instance can reach: an egress proxy that is itself the receiver of every host. */
export async function startInternet(): Promise<{ url: string; close(): void }> {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(requests++ % 2 === 0 ? 200 : 503).end('seen'));
    request.on('error', () => undefined);
  });
  server.on('connect', (_request, socket) => {
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    server.emit('connection', socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
