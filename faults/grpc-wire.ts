import { once } from 'node:events';
import http2, { type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface GrpcWire {
  address: string;
  /** Called once, when the server has done the next call of this method; its answer is held back for ever. */
  atNextAnswer(method: string, act: (request: Buffer) => void): void;
  close(): Promise<void>;
}

/** The message of a gRPC frame: a flag that tells whether it is compressed, four bytes of length, the message. */
function messageOf(frame: Buffer): Buffer {
  const message = frame.subarray(5, 5 + frame.readUInt32BE(1));
  return frame[0] === 1 ? gunzipSync(message) : message;
}

/** A wire to Temporal that knows which call is made, and can hold back its answer. */
export async function openGrpcWire(target: string): Promise<GrpcWire> {
  const upstream = http2.connect(`http://${target}`);
  upstream.on('error', () => undefined);
  const sessions = new Set<http2.ServerHttp2Session>();
  let trap: { method: string; act: (request: Buffer) => void } | undefined;

  const pass = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void => {
    const request: Buffer[] = [];
    const call = upstream.request(headers);
    let trailers: IncomingHttpHeaders = {};
    stream.on('data', (chunk: Buffer) => {
      request.push(chunk);
      call.write(chunk);
    });
    stream.on('end', () => call.end());
    stream.on('close', () => call.close());
    for (const end of [stream, call]) end.on('error', () => undefined);
    call.on('response', (answer, flags) => {
      if (trap !== undefined && headers[':path']?.endsWith(`/${trap.method}`)) {
        const { act } = trap;
        trap = undefined;
        act(messageOf(Buffer.concat(request)));
        return;
      }
      if (stream.destroyed) return;
      // An answer of trailers alone.
      const isWhole = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(answer, isWhole ? { endStream: true } : { waitForTrailers: true });
      if (!isWhole) call.pipe(stream);
    });
    call.on('trailers', (given: IncomingHttpHeaders) => void (trailers = given));
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  };

  const server = http2.createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', pass);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    atNextAnswer: (method, act) => void (trap = { method, act }),
    close: async () => {
      upstream.destroy();
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
