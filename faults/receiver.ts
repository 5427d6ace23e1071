import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Receipt } from './evidence.js';

export interface ScriptedAnswer {
  /** 0: a status line that HTTP does not have, `000`. */
  status: number;
  headers?: Record<string, string>;
  delayMs?: number;
}

/** `n`: how many requests for this path have come in, this one included. `hang` never answers. */
export type Script = (
  receipt: Receipt,
  n: number,
) => ScriptedAnswer | 'hang' | Promise<ScriptedAnswer | 'hang'>;

export interface Receiver {
  url: string;
  receipts: Receipt[];
  /** POSTs that have come in and have no answer yet. */
  inFlight(): number;
  /** How requests for this path are answered from now on; 200 until then. */
  answer(path: string, script: Script): void;
  close(): Promise<void>;
}

const NOT_HTTP = 'HTTP/1.1 000 Nothing\r\n\r\n';

/** The receivers of all webhooks, told apart by their path. Every request goes into the ledger, byte for byte. */
export async function openReceiver(onReceipt: (receipt: Receipt) => void): Promise<Receiver> {
  const scripts = new Map<string, Script>();
  const counts = new Map<string, number>();
  const receipts: Receipt[] = [];
  const pending = new Set<Receipt>();
  const settle = (receipt: Receipt, status: number | null): void => {
    if (!pending.delete(receipt)) return;
    receipt.status = status;
    onReceipt(receipt);
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const receipt: Receipt = {
        at: Date.now(),
        path,
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        ),
        body: Buffer.concat(chunks).toString('base64'),
        status: null,
      };
      receipts.push(receipt);
      pending.add(receipt);
      const n = (counts.get(path) ?? 0) + 1;
      counts.set(path, n);
      response.on('close', () => settle(receipt, null));
      void (async () => {
        const answer = await (scripts.get(path)?.(receipt, n) ?? { status: 200 });
        if (answer === 'hang') return;
        if (answer.delayMs !== undefined) await delay(answer.delayMs, undefined, { ref: false });
        if (response.destroyed) return;
        settle(receipt, answer.status);
        if (answer.status === 0) request.socket.end(NOT_HTTP);
        else response.writeHead(answer.status, answer.headers).end();
      })();
    });
  });
  // Kept open across a run, so that only what is meant to break a connection does.
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    receipts,
    inFlight: () => pending.size,
    answer: (path, script) => void scripts.set(path, script),
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
      for (const receipt of pending) settle(receipt, null);
    },
  };
}
