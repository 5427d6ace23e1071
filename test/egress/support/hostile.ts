import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { onRequest } from './raw-receiver.js';

const DRIP_MS = 50;
const BOMB_BYTES = 50_000_000;
const HEADERS = 'HTTP/1.1 200 OK\r\n';
const EARLY_HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n';

/** What a receiver does with each connection. */
type Serve = (socket: Socket) => void;

const bomb = gzipSync(Buffer.alloc(BOMB_BYTES));

/** Each tries to keep a sender's time, memory or sockets. */
export const HOSTILE: Record<string, Serve> = {
  'never answering': () => undefined,
  'never reading': (socket) => socket.pause(),
  'dripping a header': (socket) => drip(socket, HEADERS, 'x: y\r\n'),
  'dripping interim answers': (socket) => drip(socket, '', EARLY_HINTS),
  'flooding interim answers': (socket) => flood(socket, '', EARLY_HINTS.repeat(100)),
  'flooding a header': (socket) => flood(socket, HEADERS, `x: ${'y'.repeat(4_000)}\r\n`),
  'dripping a body': (socket) => drip(socket, `${HEADERS}content-length: 1000000\r\n\r\n`, 'x'),
  'flooding a body': (socket) =>
    flood(socket, `${HEADERS}transfer-encoding: chunked\r\n\r\n`, `1000\r\n${'x'.repeat(4_096)}\r\n`),
  'keeping back the rest of a body': (socket) =>
    onRequest(socket, () => socket.write(`${HEADERS}content-length: 1000\r\n\r\nx`)),
  'sending a gzip bomb': (socket) =>
    onRequest(socket, () => {
      socket.write(`${HEADERS}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
      socket.write(bomb);
    }),
  'resetting in their answer': (socket) =>
    onRequest(socket, () => socket.write(HEADERS, () => socket.resetAndDestroy())),
  'answering twice': (socket) =>
    onRequest(socket, () => socket.write(`${HEADERS}content-length: 2\r\n\r\nok`.repeat(2))),
};

/** Writes `piece` every now and then, for as long as the other side listens. */
function drip(socket: Socket, first: string, piece: string): void {
  onRequest(socket, () => {
    socket.write(first);
    const timer = setInterval(() => socket.write(piece), DRIP_MS);
    socket.on('close', () => clearInterval(timer));
  });
}

/** Writes `piece` as fast as the other side reads. */
function flood(socket: Socket, first: string, piece: string): void {
  onRequest(socket, () => {
    const pour = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', pour);
    socket.write(first);
    pour();
  });
}
