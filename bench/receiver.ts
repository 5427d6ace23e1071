import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BenchReceiver {
  url: string;
  /** When each event id first arrived, on this process's monotonic clock. */
  arrivals: Map<string, number>;
  status: number;
  waitFor(count: number): Promise<void>;
  close(): void;
}

export async function startReceiver(): Promise<BenchReceiver> {
  const arrivals = new Map<string, number>();
  let wake: (() => void) | undefined;
  const receiver: BenchReceiver = {
    url: '',
    arrivals,
    status: 200,
    waitFor: async (count) => {
      while (arrivals.size < count) await new Promise<void>((resolve) => (wake = resolve));
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  const server = createServer((request, response) => {
    const id = String(request.headers['webhook-id']);
    if (!arrivals.has(id)) arrivals.set(id, performance.now());
    request.resume().on('end', () => {
      response.writeHead(receiver.status).end();
      wake?.();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return receiver;
}
