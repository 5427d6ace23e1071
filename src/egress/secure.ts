import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { abortable } from './abortable.js';
import { EgressError } from './egress-error.js';

/** TLS over a connected socket; `ca` (PEM) replaces the trusted authorities. */
export function secure(
  socket: Duplex,
  host: string,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return abortable(signal, (resolve, reject) => {
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
    tlsSocket.once('secureConnect', () => resolve(tlsSocket));
    // Stays for the socket's life: an error before its next owner listens must not end the process.
    tlsSocket.on('error', (error: Error) => {
      socket.destroy();
      reject(handshakeError(error));
    });
    return () => {
      tlsSocket.destroy();
      socket.destroy();
    };
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
