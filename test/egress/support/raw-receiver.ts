import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';

export interface RawReceiver {
  port: number;
  url: string;
  /** TCP connections that were ever made. */
  connections: number;
  /** TCP connections that stand now. */
  open: Set<Socket>;
  /** Everything that was received, in one. */
  received(): string;
  close(): Promise<void>;
}

/** A TCP server that does to its connections whatever `serve` says: the receivers that no HTTP library would be. `keep`: what it received. */
export async function startRawReceiver(
  serve: (socket: Socket, connection: number) => void,
  host = '127.0.0.1',
  { keep = true }: { keep?: boolean } = {},
): Promise<RawReceiver> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    receiver.open.add(socket);
    socket.on('close', () => receiver.open.delete(socket));
    socket.on('error', () => {});
    if (keep) socket.on('data', (chunk) => chunks.push(chunk));
    serve(socket, ++receiver.connections);
  });
  const port = await listen(server, host);
  const receiver: RawReceiver = {
    port,
    url: `http://${host}:${port}/hook?token=secret`,
    connections: 0,
    open: new Set(),
    received: () => Buffer.concat(chunks).toString('latin1'),
    close: async () => {
      for (const socket of receiver.open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

export async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** Calls back with each request that has arrived whole (headers and content-length bytes of body). */
export function onRequest(socket: Socket, respond: (request: string, n: number) => void): void {
  let buffered = '';
  let n = 0;
  socket.on('data', (chunk) => {
    buffered += chunk.toString('latin1');
    for (;;) {
      const head = buffered.indexOf('\r\n\r\n');
      if (head < 0) return;
      const end = head + 4 + Number(/content-length: (\d+)/i.exec(buffered.slice(0, head))?.[1] ?? 0);
      if (buffered.length < end) return;
      const request = buffered.slice(0, end);
      buffered = buffered.slice(end);
      respond(request, ++n);
    }
  });
}
