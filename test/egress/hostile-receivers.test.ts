import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isFailureCode } from '../../src/egress/failures.js';
import type { RawReceiver } from './support/raw-receiver.js';
import { onRequest, startRawReceiver } from './support/raw-receiver.js';
import type { TestSender } from './support/sender.js';
import { createTestSender, LOOPBACK } from './support/sender.js';

const receivers: RawReceiver[] = [];
const senders: TestSender[] = [];

// Whatever a receiver does, afterwards no socket is left, and nobody else noticed.
afterEach(async () => {
  const ordinary = await receive((socket) => onRequest(socket, () => socket.write(OK)));
  for (const { post } of senders) expect((await post(ordinary.url)).error).toBeNull();
  for (const sender of senders.splice(0)) await sender.close();
  for (const { open } of receivers) {
    // One that does not read does not see the end either.
    for (const socket of open) socket.resume();
    await vi.waitFor(() => expect(open.size).toBe(0), 10_000);
  }
  for (const receiver of receivers.splice(0)) await receiver.close();
});

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

async function receive(serve: (socket: Socket, connection: number) => void): Promise<RawReceiver> {
  const receiver = await startRawReceiver(serve);
  receivers.push(receiver);
  return receiver;
}

function sender(options: Parameters<typeof createTestSender>[0] = {}): TestSender {
  const created = createTestSender(options);
  senders.push(created);
  return created;
}

/** Writes `piece` for as long as the other side listens. */
function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 20);
  socket.on('close', () => clearInterval(timer));
}

/**
 * So late, on the clock of this very event loop: a process that gets no time is late with this too, and comes to what was
 * due before first.
 */
async function turnsAfter(ms: number): Promise<'too late'> {
  await delay(ms);
  for (let turn = 0; turn < 100; turn++) await nextTurn();
  return 'too late';
}

function flood(socket: Socket, piece: Buffer | string): void {
  const pour = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', pour);
  pour();
}

/** The same numbers each time (mulberry32), so that what fails once fails again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function garble(answer: Buffer, random: (below: number) => number): Buffer {
  let garbled = Buffer.from(answer);
  for (let changes = random(4); changes >= 0; changes--) {
    const at = random(garbled.length);
    const [before, after] = [garbled.subarray(0, at), garbled.subarray(at)];
    const middle = [
      Buffer.from([random(256)]),
      Buffer.alloc(0),
      after.subarray(0, random(20)),
      Buffer.from('\r\n'),
    ];
    garbled = Buffer.concat([before, middle[random(4)]!, after.subarray(random(3))]);
  }
  return garbled;
}

describe('a receiver that never comes to its status line', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['that never answers', () => {}],
    ['that never reads', (socket) => socket.pause()],
    ['that drips its header', (socket) => drip(socket.write('HTTP/1.1 200 OK\r\n') ? socket : socket, 'x')],
    ['that drips header lines', (socket) => (socket.write('HTTP/1.1 200 OK\r\n'), drip(socket, 'x: y\r\n'))],
    ['that drips 103s', (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n')],
    ['that drips 102s', (socket) => drip(socket, 'HTTP/1.1 102 Processing\r\n\r\n')],
    ['that drips empty lines', (socket) => drip(socket, '\r\n')],
  ])('%s times out, and no later', async (_, serve) => {
    const receiver = await receive((socket) => serve(socket));
    const timeoutMs = 300;
    const attempt = sender().post(receiver.url, { timeoutMs, body: Buffer.alloc(262_144, 'x') });
    const result = await Promise.race([attempt, turnsAfter(timeoutMs + 1_000)]);
    expect(result).toMatchObject({ responseStatus: null, error: { code: 'timeout' } });
  });
});

describe('once success headers are in, nothing changes the outcome:', () => {
  test.each<[string, string, (socket: Socket) => void]>([
    ['a slow body', 'content-length: 1000000', (socket) => drip(socket, 'x')],
    [
      'an endless body',
      'transfer-encoding: chunked',
      (socket) => flood(socket, `1000\r\n${'x'.repeat(4_096)}\r\n`),
    ],
    ['an endless body until the close', 'connection: close', (socket) => flood(socket, 'x'.repeat(4_096))],
    ['a declared length that never comes', 'content-length: 1000', () => {}],
    ['a length cut short by a close', 'content-length: 1000', (socket) => socket.end('x')],
    ['a reset', 'content-length: 1000', (socket) => socket.resetAndDestroy()],
    ['a broken chunk', 'transfer-encoding: chunked', (socket) => socket.end('zzz\r\nnot a chunk')],
    ['a chunk of endless length', 'transfer-encoding: chunked', (socket) => flood(socket, '0'.repeat(4_096))],
  ])('%s', async (_, header, serve) => {
    const receiver = await receive((socket) =>
      onRequest(socket, () => socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`, () => serve(socket))),
    );
    const result = await sender().post(receiver.url, { responseBodyBytes: 100 });
    expect(result).toMatchObject({ responseStatus: 200, responseTruncated: true, error: null });
    expect(result.responseBody!.length).toBeLessThanOrEqual(100);
  });

  test('a body that outlives the timeout', async () => {
    const receiver = await receive((socket) =>
      onRequest(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
        drip(socket, 'x');
      }),
    );
    const result = await sender().post(receiver.url, { timeoutMs: 400 });
    expect(result).toMatchObject({ responseStatus: 200, error: null });
  });

  test('a gzip bomb, which stays packed', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const receiver = await receive((socket) =>
      onRequest(socket, () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
        socket.write(bomb);
      }),
    );
    const result = await sender().post(receiver.url);
    expect(result).toMatchObject({ responseBody: bomb.subarray(0, 16_384), error: null });
  });
});

describe('a receiver that speaks wrongly', () => {
  test.each([
    ['the status 000', 'HTTP/1.1 000 Nothing\r\ncontent-length: 0\r\n\r\n', 'invalid-response'],
    ['the status 099', 'HTTP/1.1 099 Low\r\ncontent-length: 0\r\n\r\n', 'invalid-response'],
    ['a status of letters', 'HTTP/1.1 abc OK\r\n\r\n', 'invalid-response'],
    [
      'an unasked 101',
      'HTTP/1.1 101 X\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      'invalid-response',
    ],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 'invalid-response'],
    ['SMTP', '220 mail.example.com ESMTP\r\n', 'invalid-response'],
    ['HTTP/0.9', '<html>hello</html>', 'invalid-response'],
    ['HTTP/2', '\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64', 'invalid-response'],
    ['a TLS alert', '\x15\x03\x01\0\x02\x02\x16', 'invalid-response'],
    [
      'both lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      'invalid-response',
    ],
    ['a folded NUL', 'HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n', 'invalid-response'],
    ['a header of 20 kB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 'response-header-too-large'],
    [
      '20 kB of headers',
      `HTTP/1.1 200 OK\r\n${'x: yyyyyyyy\r\n'.repeat(2_000)}\r\n`,
      'response-header-too-large',
    ],
  ])('%s fails with a code of its own', async (_, answer, code) => {
    const receiver = await receive((socket) => onRequest(socket, () => socket.write(answer, 'latin1')));
    const result = await sender().post(receiver.url);
    expect(result).toMatchObject({ responseStatus: null, error: { code } });
  });

  test('interim answers as fast as they come are cut off', async () => {
    const receiver = await receive((socket) =>
      onRequest(socket, () => flood(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(100))),
    );
    const { error } = await sender().post(receiver.url);
    expect(error).toMatchObject({ code: 'invalid-response', message: expect.stringContaining('1xx') });
  });

  test('a banner before anything was asked is a failed attempt', async () => {
    const receiver = await receive((socket) => socket.write('220 ftp.example.com ready\r\n'));
    const { error } = await sender().post(receiver.url);
    expect(error?.code).toMatch(/^(invalid-response|connection-closed)$/);
  });

  test('headers that look like prototypes are only headers', async () => {
    const answer =
      'HTTP/1.1 200 OK\r\n__proto__: a\r\n__proto__: b\r\nconstructor: c\r\ncontent-length: 0\r\n\r\n';
    const receiver = await receive((socket) => onRequest(socket, () => socket.write(answer)));
    const { error, responseHeaders } = await sender().post(receiver.url);
    expect(error).toBeNull();
    expect(Object.getPrototypeOf(responseHeaders)).toBe(Object.prototype);
    expect(responseHeaders).toHaveProperty('constructor', 'c');
  });

  test('an early 413 is heard although the body was not read', async () => {
    const receiver = await receive((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'),
      );
    });
    const result = await sender().post(receiver.url, { body: Buffer.alloc(262_144, 'x') });
    expect(result).toMatchObject({ responseStatus: 413, error: { code: 'http-status' } });
  });

  test('a second, unsolicited answer is nobody’s', async () => {
    const receiver = await receive((socket) =>
      onRequest(socket, () => socket.write(`${OK}HTTP/1.1 500 X\r\n\r\n`)),
    );
    const { post } = sender();
    for (let i = 0; i < 5; i++)
      expect(await post(receiver.url)).toMatchObject({ responseStatus: 200, error: null });
  });
});

describe('a receiver that answers with noise', () => {
  test('always gets a known outcome, whichever bytes are changed, lost or doubled', async () => {
    const answer = Buffer.from(OK.replace('\r\n', '\r\nx-header: value\r\ntransfer-encoding: identity\r\n'));
    const random = randomFrom(20_261_124);
    const receiver = await receive((socket) => onRequest(socket, () => socket.end(garble(answer, random))));
    const { post } = sender();
    const outcomes = new Set<string>();
    for (let i = 0; i < 400; i++) outcomes.add((await post(receiver.url)).error?.code ?? 'delivered');
    expect([...outcomes].filter((code) => code !== 'delivered' && !isFailureCode(code))).toEqual([]);
    expect(outcomes).not.toContain('unknown-error');
  });
});

describe('a receiver that breaks off', () => {
  test.each<[string, (socket: Socket) => void, RegExp]>([
    ['resets at once', (socket) => socket.resetAndDestroy(), /^connection-(reset|closed)$/],
    ['closes at once', (socket) => socket.destroy(), /^connection-(reset|closed)$/],
    [
      'resets on the request',
      (socket) => onRequest(socket, () => socket.resetAndDestroy()),
      /^connection-reset$/,
    ],
    ['closes on the request', (socket) => onRequest(socket, () => socket.end()), /^connection-closed$/],
    [
      'resets in its header',
      (socket) =>
        onRequest(socket, () => socket.write('HTTP/1.1 200 OK\r\nx: ', () => socket.resetAndDestroy())),
      /^connection-(reset|closed)$/,
    ],
    [
      'closes in its header',
      (socket) => onRequest(socket, () => socket.end('HTTP/1.1 200 OK\r\nx: ')),
      /^connection-closed$/,
    ],
  ])('and %s is a failed attempt', async (_, serve, code) => {
    const receiver = await receive((socket) => serve(socket));
    const { error } = await sender().post(receiver.url);
    expect(error?.code).toMatch(code);
  });

  test('closing after each answer, as announced, costs nothing but new connections', async () => {
    const answer = OK.replace('\r\n', '\r\nconnection: close\r\n');
    const receiver = await receive((socket) => onRequest(socket, () => socket.end(answer)));
    const { post } = sender();
    for (let i = 0; i < 5; i++) expect((await post(receiver.url)).error).toBeNull();
    expect(receiver.connections).toBe(5);
  });

  test('closing on reuse fails that attempt, and from then on each has a new connection', async () => {
    const receiver = await receive((socket) =>
      onRequest(socket, (_, n) => (n === 1 ? socket.write(OK) : socket.resetAndDestroy())),
    );
    const { post } = sender();
    const codes = [];
    for (let i = 0; i < 6; i++) codes.push((await post(receiver.url)).error?.code);
    expect(codes).toEqual([undefined, 'connection-reset', undefined, undefined, undefined, undefined]);
    expect(receiver.connections).toBe(5);
  });

  test('a kept connection that was closed while it idled is not tried', async () => {
    const receiver = await receive((socket) => onRequest(socket, () => socket.write(OK)));
    const { post } = sender();
    for (let i = 1; i <= 3; i++) {
      expect((await post(receiver.url)).error).toBeNull();
      for (const socket of receiver.open) socket.end();
      await vi.waitFor(() => expect(receiver.open.size).toBe(0));
    }
    expect(receiver.connections).toBe(3);
  });

  test('nobody listening is a refused connection', async () => {
    const receiver = await startRawReceiver(() => {});
    await receiver.close();
    expect((await sender().post(receiver.url)).error).toEqual({
      code: 'connection-refused',
      message: 'Your receiver refused the connection',
    });
  });
});

describe('in great numbers', () => {
  test('idle connections are bounded over all origins', async () => {
    const receiver = await startRawReceiver((socket) => onRequest(socket, () => socket.write(OK)), '0.0.0.0');
    receivers.push(receiver);
    const policy = { ...LOOPBACK, allowedPrivateCidrs: ['127.0.0.0/8'] };
    const { post } = sender({ policy, maxIdleConnections: 8 });
    for (let i = 1; i <= 200; i++) {
      expect((await post(`http://127.0.${i >> 7}.${(i & 127) + 1}:${receiver.port}/`)).error).toBeNull();
    }
    await vi.waitFor(() => expect(receiver.open.size).toBeLessThanOrEqual(8));
    expect(receiver.connections).toBe(200);
  });

  test('500 at once on one hanging receiver hold up nobody else', async () => {
    const silent = await receive(() => {});
    const healthy = await receive((socket) => onRequest(socket, () => socket.write(OK)));
    const { post } = sender({ connectionsPerOrigin: 1_000 });
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const request = { timeoutMs: 60_000, signal: controller.signal };
    const hanging = Array.from({ length: 500 }, () => post(silent.url, request));
    await vi.waitFor(() => expect(silent.open.size).toBe(500), 20_000);
    expect((await Promise.race([post(healthy.url, { timeoutMs: 30_000 }), ...hanging])).error).toBeNull();
    controller.abort();
    const codes = new Set((await Promise.all(hanging)).map(({ error }) => error?.code));
    expect(codes).toEqual(new Set(['unknown-outcome']));
  });
});
