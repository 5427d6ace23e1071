import type { Duplex } from 'node:stream';
import type { AttemptPhases } from '../contract/delivery.js';
import { dial } from './dial.js';
import { allowedAddresses } from './guard.js';
import { bareHost, hostLiteral, portOf } from './host.js';
import type { HostResolver } from './resolve.js';
import { secure } from './secure.js';
import { openTunnel } from './tunnel.js';
import type { EgressPolicy } from './url-policy.js';

export interface SocketOptions {
  policy: EgressPolicy;
  resolver: HostResolver;
  ca: string | undefined;
}

/** How long each step took; null: it was none of this connection's. */
export type Opening = Omit<AttemptPhases, 'waitMs'>;

export interface OpenedSocket {
  socket: Duplex;
  opening: Opening;
}

/** The socket for a checked URL: its name looked up, all addresses allowed, connected to one of them, TLS verified. */
export async function openSocket(
  url: URL,
  options: SocketOptions,
  signal: AbortSignal,
): Promise<OpenedSocket> {
  const startedMs = performance.now();
  const { socket, lookedUpMs } = await connectTo(url, options, signal);
  const connectedMs = performance.now();
  const isSecure = url.protocol === 'https:';
  const secured = isSecure ? await secure(socket, bareHost(url), options.ca, signal) : socket;
  return {
    socket: secured,
    opening: {
      lookupMs: lookedUpMs === undefined ? null : lookedUpMs - startedMs,
      connectMs: connectedMs - (lookedUpMs ?? startedMs),
      tlsMs: isSecure ? performance.now() - connectedMs : null,
    },
  };
}

/** `lookedUpMs`: when the name was looked up; an address needs no look-up, and through a proxy it is the proxy's. */
async function connectTo(
  url: URL,
  { policy, resolver }: SocketOptions,
  signal: AbortSignal,
): Promise<{ socket: Duplex; lookedUpMs?: number }> {
  if (policy.egressProxy !== undefined) return { socket: await openTunnel(policy.egressProxy, url, signal) };
  const addresses = await allowedAddresses(url, policy, resolver, signal);
  const lookedUpMs = performance.now();
  const socket = await dial(addresses, portOf(url), signal);
  return hostLiteral(url) === undefined ? { socket, lookedUpMs } : { socket };
}
