import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test, vi } from 'vitest';
import { HOSTILE } from './support/hostile.js';
import { onRequest, type RawReceiver, startRawReceiver } from './support/raw-receiver.js';
import { createTestSender, LOOPBACK } from './support/sender.js';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function receive(host?: string): Promise<RawReceiver & { mostOpen: number }> {
  const seen = { mostOpen: 0 };
  const receiver = await startRawReceiver((socket) => {
    seen.mostOpen = Math.max(seen.mostOpen, receiver.open.size);
    onRequest(socket, () => socket.write(OK));
  }, host);
  cleanUps.push(() => receiver.close());
  return Object.assign(receiver, {
    get mostOpen() {
      return seen.mostOpen;
    },
  });
}

/** So many at a time, so many in all. */
async function inTurns(total: number, atOnce: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < total; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('10,000 origins leave no more than the idle connections that may be kept, and no memory behind', async () => {
  const MAX_IDLE = 64;
  const AT_ONCE = 32;
  const receiver = await receive('0.0.0.0');
  const policy = { ...LOOPBACK, allowedPrivateCidrs: ['127.0.0.0/8'] };
  const { post, close } = createTestSender({ policy, maxIdleConnections: MAX_IDLE });
  cleanUps.push(close);
  const codes = new Set<string>();
  const origin = (n: number) => `http://127.1.${n >> 7}.${(n & 127) + 1}:${receiver.port}/`;
  const sendTo = async (n: number) => void codes.add((await post(origin(n))).error?.code ?? 'delivered');

  await inTurns(2_000, AT_ONCE, sendTo);
  const early = heapBytes();
  await inTurns(8_000, AT_ONCE, (n) => sendTo(2_000 + n));
  // A lane, or a client of undici, that were left behind for each would be a hundred megabytes.
  expect(heapBytes() - early).toBeLessThan(30 * 1024 * 1024);
  expect([...codes]).toEqual(['delivered']);
  expect(receiver.connections).toBe(10_000);
  await vi.waitFor(() => expect(receiver.open.size).toBeLessThanOrEqual(MAX_IDLE), 20_000);
  await close();
  await vi.waitFor(() => expect(receiver.open.size).toBe(0), 20_000);
}, 600_000);

test('500 at once on one origin all arrive, over no more connections than one origin may have', async () => {
  const receiver = await receive();
  const { post, close } = createTestSender({ connectionsPerOrigin: 50 });
  cleanUps.push(close);
  const results = await Promise.all(
    Array.from({ length: 500 }, () => post(receiver.url, { timeoutMs: 60_000 })),
  );
  expect(results.filter(({ error }) => error !== null)).toEqual([]);
  expect(receiver.mostOpen).toBeLessThanOrEqual(50);
});

test('receivers that want to keep memory keep none, however often they are sent to', async () => {
  const { post, close } = createTestSender();
  cleanUps.push(close);
  const receivers = await Promise.all(
    Object.values(HOSTILE).map((serve) => startRawReceiver(serve, '127.0.0.1', { keep: false })),
  );
  cleanUps.push(() => Promise.all(receivers.map((receiver) => receiver.close())));
  const sendTo = async (n: number) =>
    void (await post(receivers[n % receivers.length]!.url, { timeoutMs: 50 }));
  const usedBytes = () => (collectGarbage(), process.memoryUsage().heapUsed + process.memoryUsage().external);

  await inTurns(600, 24, sendTo);
  const early = usedBytes();
  await inTurns(2_400, 24, sendTo);
  // It is some 3 MB, and the same after four times as many. 4 kB left behind by each would be more, and so would one bomb
  // unpacked, five times.
  expect(usedBytes() - early).toBeLessThan(10 * 1024 * 1024);
}, 600_000);
