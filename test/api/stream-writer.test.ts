import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { StreamWriter } from '../../src/api/stream-writer.js';

const server = createServer();
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

/** A reader that has asked, and the answer to it. */
async function ask(): Promise<{ res: ServerResponse; socket: Socket }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const [, res] = (await once(server, 'request')) as [unknown, ServerResponse];
  return { res, socket };
}

const event = { id: '1-1', event: { name: 'delivery', data: 'x'.repeat(64 * 1024) } };

describe('a reader that does not read', () => {
  it('is cut off, and never more than about a megabyte waits for it', async () => {
    const { res, socket } = await ask();
    socket.pause();
    const writer = new StreamWriter(res);
    writer.open(false);
    let most = 0;
    while (!writer.isClosed) {
      writer.send([event]);
      most = Math.max(most, res.writableLength);
      await turn();
    }
    expect(most).toBeLessThan(2 * 1024 * 1024);
  });
});

describe('a reader that reads slowly', () => {
  it('gets all of it: what is sent waits until it was taken', async () => {
    const { res, socket } = await ask();
    let received = 0;
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      socket.pause();
      setTimeout(() => socket.resume(), 1);
    });
    const writer = new StreamWriter(res);
    writer.open(false);
    for (let i = 0; i < 100; i++) {
      writer.send([event]);
      await writer.drained();
    }
    writer.end();
    await once(socket, 'end');
    expect(received).toBeGreaterThan(100 * 64 * 1024);
  });
});
