import type { Duplex } from 'node:stream';
import { Client, type Dispatcher } from 'undici';
import { abortable } from './abortable.js';
import { EgressError } from './egress-error.js';
import { portOf } from './host.js';

/** A connection to the URL's host by CONNECT through an http(s) proxy, for http too. The proxy looks the name up. */
export async function openTunnel(proxy: string, target: URL, signal: AbortSignal): Promise<Duplex> {
  const { socket, statusCode } = await askProxy(proxy, target, signal);
  socket.on('error', () => {});
  if (statusCode === 200) return socket;
  socket.destroy();
  throw new EgressError('proxy-failed', `The egress proxy answered ${statusCode}`);
}

async function askProxy(proxy: string, target: URL, signal: AbortSignal): Promise<Dispatcher.ConnectData> {
  const { origin, username, password } = new URL(proxy);
  const authority = `${target.hostname}:${portOf(target)}`;
  const headers: Record<string, string> = { host: authority };
  if (username !== '') headers['proxy-authorization'] = basic(username, password);
  const client = new Client(origin, { headersTimeout: 0 });
  try {
    return await abortable(signal, (resolve, reject) => {
      client.connect({ path: authority, headers }).then(resolve, reject);
      // Not undici's own signal: that would not end a request that still waits for its connection.
      return () => void client.destroy();
    });
  } catch (error) {
    void client.destroy();
    signal.throwIfAborted();
    throw new EgressError('proxy-failed', 'The egress proxy could not be reached', error);
  }
}

function basic(username: string, password: string): string {
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(plain, 'utf8').toString('base64')}`;
}
