import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.js';
import type { Arrival, Behaviour, Request } from './receiver-protocol.js';

// The receiver of the benchmark, in a process of its own; its parent tells it how to answer and asks what came.

let behaviour: Behaviour = {};
let arrivals = new Map<string, Arrival>();
let arrived = 0;
let waiting: { count: number; resolve: () => void }[] = [];

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  const eventId = String(request.headers['webhook-id']);
  const key = `${eventId} ${path}`;
  const seen = arrivals.get(key);
  const arrival = seen ?? { eventId, path, at: now(), requests: 0, answeredOk: 0 };
  arrival.requests += 1;
  if (!seen) arrivals.set(key, arrival);
  request.resume().on('end', () => void answer());

  async function answer(): Promise<void> {
    if (path === '/hangs') return;
    if (path === '/slow') await delay(500 + Math.random() * 500);
    const fails = arrival.requests === 1 && share(key) < (behaviour.failFirst ?? 0);
    response.writeHead(fails ? 503 : 200).end();
    if (!fails && ++arrival.answeredOk === 1) count();
  }
});

/** The same for the same delivery in every run: between 0 and 1. */
function share(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32;
}

function count(): void {
  arrived += 1;
  for (const waiter of waiting) if (arrived >= waiter.count) waiter.resolve();
  waiting = waiting.filter((waiter) => arrived < waiter.count);
}

async function handle(request: Request): Promise<Arrival[]> {
  if (request.method === 'begin') {
    behaviour = request.behaviour;
    arrivals = new Map();
    arrived = 0;
  } else if (request.method === 'waitFor' && arrived < request.count) {
    await new Promise<void>((resolve) => waiting.push({ count: request.count, resolve }));
  }
  return request.method === 'arrivals' ? [...arrivals.values()] : [];
}

process.on('message', (request: Request) => {
  void handle(request).then((answer) => process.send?.({ id: request.id, answer }));
});
process.on('disconnect', () => process.exit());
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.({ id: 0, answer: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
