import { once } from 'node:events';
import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  rawBody: Buffer;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  delayMs?: number;
}

/** `n` is the request's place, from 1. */
type Script =
  ScriptedAnswer | ((request: ReceivedRequest, n: number) => ScriptedAnswer | Promise<ScriptedAnswer>);

export interface TestReceiver {
  url: string;
  requests: ReceivedRequest[];
  answer(next: Script): void;
  waitForRequests(count: number, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** A receiver that records every request's exact bytes and answers as told; 200 until then. */
export async function startReceiver(): Promise<TestReceiver> {
  const requests: ReceivedRequest[] = [];
  let script: Script = {};
  let waiting: { count: number; resolve: () => void }[] = [];

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request: ReceivedRequest = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        rawBody: Buffer.concat(chunks),
        at: Date.now(),
      };
      const n = requests.push(request);
      for (const waiter of waiting) if (n >= waiter.count) waiter.resolve();
      waiting = waiting.filter((waiter) => n < waiter.count);
      void reply(response, typeof script === 'function' ? script(request, n) : script);
    });
    incoming.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      script = next;
    },
    waitForRequests: (count, timeoutMs = 20_000) => {
      if (requests.length >= count) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () =>
            reject(new Error(`The receiver got ${requests.length} of ${count} requests in ${timeoutMs} ms.`)),
          timeoutMs,
        );
        waiting.push({ count, resolve: () => (clearTimeout(timer), resolve()) });
      });
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function reply(
  response: ServerResponse,
  scripted: ScriptedAnswer | Promise<ScriptedAnswer>,
): Promise<void> {
  const { status = 200, headers = {}, body = '', delayMs = 0 } = await scripted;
  if (delayMs > 0) await delay(delayMs, undefined, { ref: false });
  if (!response.destroyed) response.writeHead(status, headers).end(body);
}
