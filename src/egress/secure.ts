import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { EgressError } from './egress-error.js';

/** TLS over a connected socket; `ca` (PEM) replaces the trusted authorities. */
export function secure(
  socket: Duplex,
  host: string,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const tlsSocket = connect({
      socket,
      // Its certificate is checked for `servername`, or for `host`, which may be an address: SNI takes none.
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ALPNProtocols: ['http/1.1'],
      minVersion: 'TLSv1.2',
      // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would turn it off.
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { ca }),
    });
    const abort = (): void => {
      tlsSocket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    tlsSocket.on('error', (error) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      reject(handshakeError(error));
    });
    tlsSocket.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      resolve(tlsSocket);
    });
  });
}

function handshakeError(error: Error): Error {
  const broken = 'code' in error && error.code === 'ECONNRESET';
  return broken
    ? new EgressError(
        'connection-closed',
        'Your receiver closed the connection during the TLS handshake',
        error,
      )
    : error;
}
