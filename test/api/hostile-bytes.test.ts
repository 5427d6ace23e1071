import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());
beforeEach(() => instance.ctx.pool.query('delete from events'));

const EVENT = JSON.stringify({ event: 'lead.created', data: { leadId: 'l1' } });
const CHUNKED = `${EVENT.length.toString(16)}\r\n${EVENT}\r\n0\r\n\r\n`;

const dial = () => connect(Number(new URL(instance.url).port), '127.0.0.1');

const head = (...headers: string[]) =>
  ['POST /api/v1/events HTTP/1.1', 'host: x', 'content-type: application/json', ...headers, '', ''].join(
    '\r\n',
  );
const key = () => `x-api-key: ${instance.adminKey}`;

/** Everything that comes back for these bytes, until the connection ends. */
async function send(bytes: string | Buffer): Promise<string> {
  const socket = dial();
  socket.write(bytes);
  return text(socket);
}

const statusesOf = (answers: string) => [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => code);

const countEvents = async () =>
  (await instance.ctx.pool.query<{ count: number }>('select count(*) as count from events')).rows[0]!.count;

describe('a request whose framing can be read in two ways is none', () => {
  it.each([
    ['a length and chunks', [`content-length: ${EVENT.length}`, 'transfer-encoding: chunked'], CHUNKED],
    ['chunks and a length', ['transfer-encoding: chunked', 'content-length: 4'], CHUNKED],
    ['two lengths', [`content-length: ${EVENT.length}`, 'content-length: 3'], EVENT],
    ['two lengths in one', [`content-length: ${EVENT.length}, ${EVENT.length}`], EVENT],
    ['a negative length', ['content-length: -1'], EVENT],
    ['a signed length', [`content-length: +${EVENT.length}`], EVENT],
    ['a length beyond all numbers', ['content-length: 99999999999999999999999'], EVENT],
    ['chunks that are not last', ['transfer-encoding: chunked, identity'], CHUNKED],
    ['an unknown coding', ['transfer-encoding: xchunked'], CHUNKED],
    ['a space before the colon', ['transfer-encoding : chunked'], CHUNKED],
    ['a folded header', ['x-a: b\r\n transfer-encoding: chunked', `content-length: ${EVENT.length}`], EVENT],
    ['a bare line feed', [`x-a: b\ncontent-length: 3`], EVENT],
    ['a chunk size that is none', ['transfer-encoding: chunked'], `zz\r\n${EVENT}\r\n0\r\n\r\n`],
    ['a null byte in a header', ['x-a: b\0c', `content-length: ${EVENT.length}`], EVENT],
  ])('%s', async (_, headers, body) => {
    const answer = await send(head(key(), ...headers) + body);
    expect(statusesOf(answer)).toEqual(['400']);
    expect(answer).toContain('"malformed-request"');
    expect(answer).not.toContain('Error:');
    expect(await countEvents()).toBe(0);
  });
});

describe('a body that is not as long as it says', () => {
  it('is not accepted when it breaks off', async () => {
    const socket = dial();
    socket.write(head(key(), `content-length: ${EVENT.length + 1}`) + EVENT);
    socket.end();
    await text(socket).catch(() => '');
    expect(await countEvents()).toBe(0);
  });

  it('ends at its length: what follows is another request, here none', async () => {
    const answer = await send(
      `${head(key(), `content-length: ${EVENT.length}`)}${EVENT}{"smuggled":1}\r\n\r\n`,
    );
    // The first may be answered before the second is read.
    expect(statusesOf(answer).at(-1)).toBe('400');
    expect(answer).not.toContain('smuggled');
    expect(await countEvents()).toBeLessThanOrEqual(1);
  });

  it('in chunks without end is refused once it is too large', async () => {
    const socket = dial();
    socket.write(head(key(), 'transfer-encoding: chunked'));
    const chunk = `${(65_536).toString(16)}\r\n${'a'.repeat(65_536)}\r\n`;
    const feed = setInterval(() => socket.write(chunk), 1);
    socket.on('error', () => undefined);
    const [answer] = await once(socket, 'data');
    clearInterval(feed);
    socket.destroy();
    expect(statusesOf(String(answer))).toEqual(['413']);
  });

  it('with a length beyond the limit is refused before it comes', async () => {
    const socket = dial();
    socket.write(head(key(), 'content-length: 1000000000'));
    const [answer] = await once(socket, 'data');
    socket.destroy();
    expect(statusesOf(String(answer))).toEqual(['413']);
  });
});

describe('a header', () => {
  it('of 20 kB is a 431', async () => {
    for (const long of [`x-api-key: ${'a'.repeat(20_000)}`, `idempotency-key: ${'a'.repeat(20_000)}`]) {
      expect(statusesOf(await send(head(long)))).toEqual(['431']);
    }
    const many = Array.from({ length: 1_000 }, (_, n) => `x-${n}: ${'a'.repeat(20)}`);
    expect(statusesOf(await send(head(key(), ...many)))).toEqual(['431']);
  });

  it('with a key that stands twice is no key', async () => {
    const length = `content-length: ${EVENT.length}`;
    for (const headers of [
      [key(), 'x-api-key: another'],
      ['x-api-key: another', key()],
      ['x-api-key: ', key()],
      ['authorization: Basic x', `authorization: Bearer ${instance.adminKey}`],
    ]) {
      const answer = await send(head('connection: close', length, ...headers) + EVENT);
      expect(statusesOf(answer), headers.join()).toEqual(['401']);
    }
    expect(await countEvents()).toBe(0);
  });

  it('that names a workspace twice is a refusal', async () => {
    const answer = await send(
      head(
        'connection: close',
        key(),
        `content-length: ${EVENT.length}`,
        'x-workspace-id: default',
        'x-workspace-id: b',
      ) + EVENT,
    );
    expect(statusesOf(answer)).toEqual(['404']);
  });

  it('with bytes that are not ASCII breaks nothing', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`GET /api/v1/webhooks HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: `),
      Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
      Buffer.from('\r\n\r\n'),
    ]);
    expect(statusesOf(await send(bytes))).toEqual(['401']);
  });
});

it.each([
  'GET * HTTP/1.1',
  'GET //evil.example/ HTTP/1.1',
  'GET http://evil.example/api/v1/webhooks HTTP/1.1',
  'CONNECT x:1 HTTP/1.1',
  'TRACE / HTTP/1.1',
  'GET /api/v1/../../etc/passwd HTTP/1.1',
  'GET /docs/..%2f..%2fpackage HTTP/1.1',
  'GET /api/v1/webhooks%00 HTTP/1.1',
])('the request line %j is answered, if at all, with a refusal', async (line) => {
  const answer = await send(`${line}\r\nhost: x\r\nconnection: close\r\n\r\n`);
  for (const status of statusesOf(answer)) expect(Number(status)).toBeGreaterThanOrEqual(400);
  for (const status of statusesOf(answer)) expect(Number(status)).toBeLessThan(500);
  expect(answer).not.toMatch(/node_modules|Error:/);
});
