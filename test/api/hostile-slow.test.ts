import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/server.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
/** Like the instance's own, but for what it takes half a second where that takes 30. */
let impatient: RunningServer;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
  impatient = await startServer(instance.ctx, { requestTimeoutMs: 500 });
});
afterAll(async () => {
  await impatient.close();
  await instance.stop();
});

const EVENT = JSON.stringify({ event: 'lead.created', data: { leadId: 'l1' } });

/** Writes `begin`, then `piece` for as long as the other side listens; what was answered by then. */
async function drip(begin: string, piece: string): Promise<string> {
  const socket: Socket = connect(impatient.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(begin);
  const timer = setInterval(() => socket.write(piece), 20);
  socket.on('close', () => clearInterval(timer));
  return text(socket).finally(() => socket.destroy());
}

const head = (...headers: string[]) =>
  ['POST /api/v1/events HTTP/1.1', 'host: x', 'content-type: application/json', ...headers, '', ''].join(
    '\r\n',
  );

describe('a request that arrives too slowly', () => {
  it.each([
    ['in its header', () => 'POST /api/v1/events HTTP/1.1\r\nhost: x\r\n', 'x-a: b\r\n'],
    [
      'in a body of a known length',
      () => head(`x-api-key: ${instance.adminKey}`, 'content-length: 100000'),
      ' ',
    ],
    [
      'in a body of chunks',
      () => head(`x-api-key: ${instance.adminKey}`, 'transfer-encoding: chunked'),
      '1\r\n \r\n',
    ],
    ['in a body that nobody would read, its key being unknown', () => head('content-length: 100000'), ' '],
  ])('%s is closed, and nothing of it was taken', async (_, begin, piece) => {
    const answer = await drip(begin(), piece);
    expect(answer).toMatch(/^HTTP\/1\.1 (408|401) /);
    expect(answer).toContain('application/problem+json');
    expect((await instance.request('GET', '/events')).body.data).toEqual([]);
  });

  it('is told so with 408', async () => {
    const begin = head(`x-api-key: ${instance.adminKey}`, `content-length: ${EVENT.length + 1_000}`) + EVENT;
    const answer = await drip(begin, '');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"request-timeout"');
  });

  it('holds up nobody else, in whatever number it comes', async () => {
    const begin = head(`x-api-key: ${instance.adminKey}`, 'content-length: 100000');
    const slow = Array.from({ length: 100 }, () => drip(begin, ' '));
    const url = `http://127.0.0.1:${impatient.port}/api/v1/events?limit=1`;
    const ordinary = await fetch(url, { headers: { 'x-api-key': instance.adminKey } });
    expect(ordinary.status).toBe(200);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});
