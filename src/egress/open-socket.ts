import type { Duplex } from 'node:stream';
import { dial } from './dial.js';
import { allowedAddresses } from './guard.js';
import { bareHost, portOf } from './host.js';
import type { HostResolver } from './resolve.js';
import { secure } from './secure.js';
import { openTunnel } from './tunnel.js';
import type { EgressPolicy } from './url-policy.js';

export interface SocketOptions {
  policy: EgressPolicy;
  resolver: HostResolver;
  ca: string | undefined;
}

/** The socket for a checked URL: its name looked up, all addresses allowed, connected to one of them, TLS verified. */
export async function openSocket(url: URL, options: SocketOptions, signal: AbortSignal): Promise<Duplex> {
  const { policy, resolver, ca } = options;
  const socket =
    policy.egressProxy === undefined
      ? await dial(await allowedAddresses(url, policy, resolver, signal), portOf(url), signal)
      : await openTunnel(policy.egressProxy, url, signal);
  return url.protocol === 'https:' ? secure(socket, bareHost(url), ca, signal) : socket;
}
