import type { Duplex } from 'node:stream';
import { Client } from 'undici';
import { EgressError } from './egress-error.js';
import { portOf } from './host.js';

/** A connection to the URL's host through an http(s) proxy, by CONNECT for http targets too. The proxy looks the name up. */
export async function openTunnel(proxy: string, target: URL, signal: AbortSignal): Promise<Duplex> {
  const { origin, username, password } = new URL(proxy);
  const authority = `${target.hostname}:${portOf(target)}`;
  const headers: Record<string, string> = { host: authority };
  if (username !== '') headers['proxy-authorization'] = basic(username, password);
  const client = new Client(origin, { headersTimeout: 0 });
  try {
    const { socket, statusCode } = await orAborted(
      client.connect({ path: authority, headers, signal }),
      signal,
    );
    socket.on('error', () => {});
    if (statusCode === 200) return socket;
    socket.destroy();
    throw new EgressError('proxy-failed', `The egress proxy answered ${statusCode}`);
  } catch (error) {
    void client.destroy();
    signal.throwIfAborted();
    if (error instanceof EgressError) throw error;
    throw new EgressError('proxy-failed', 'The egress proxy could not be reached', error);
  }
}

function basic(username: string, password: string): string {
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(plain, 'utf8').toString('base64')}`;
}

/** undici does not end a request that still waits for its connection when its signal fires. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
