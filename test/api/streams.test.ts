import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Streams } from '../../src/api/streams.js';
import { ProblemError } from '../../src/errors.js';
import { presentPosition } from '../../src/store/read-changes.js';
import { type Instance, startInstance } from '../support/instance.js';
import { until } from '../support/until.js';

let instance: Instance;
let server: Server;
let streams: Streams;
/** Whether the reader of the next stream may go on listening. */
let admitAgain: () => Promise<unknown>;

beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  streams = new Streams(instance.ctx);
  admitAgain = () => Promise.resolve();
  const from = await presentPosition(instance.ctx.pool);
  server = createServer((_, res) => {
    const reader = { workspaceId: 'default', caller: 'key', isBodyless: false, admitAgain };
    streams.open(res, reader, { webhookId: null, from, isReset: false });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
});

async function listen() {
  const { body } = await request(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const stream = { text: '', isEnded: false, close: () => void body.destroy() };
  body.on('data', (chunk: Buffer) => (stream.text += chunk.toString()));
  body.on('error', () => undefined);
  body.on('close', () => (stream.isEnded = true));
  await until(async () => /^id: /m.test(stream.text) || undefined);
  return stream;
}

const passHeartbeat = () => vi.advanceTimersByTimeAsync(15_000);

describe('an open stream', () => {
  it('says that it is still there', async () => {
    const stream = await listen();
    await passHeartbeat();
    await until(async () => stream.text.includes('\n: ') || undefined);
    expect(stream.isEnded).toBe(false);
  });

  it('ends when its key was revoked', async () => {
    const stream = await listen();
    admitAgain = () => Promise.reject(new ProblemError('unauthenticated', 'Revoked.'));
    const refused = await listen();
    await passHeartbeat();
    await until(async () => refused.isEnded || undefined);
    expect(stream.isEnded).toBe(false);
  });

  it('stays when nobody can say whether its key still counts', async () => {
    admitAgain = () => Promise.reject(new Error('The database is away.'));
    const stream = await listen();
    await passHeartbeat();
    await until(async () => stream.text.includes('\n: ') || undefined);
    expect(stream.isEnded).toBe(false);
  });

  it('ends with the process, and so does one that comes while it drains', async () => {
    const stream = await listen();
    streams.drain();
    await until(async () => stream.isEnded || undefined);
    const { body, statusCode } = await request(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(statusCode).toBe(200);
    expect(await body.text()).toBe('retry: 1000\n\n');
  });
});
