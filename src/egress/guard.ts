import { allowedLoopback, isAllowedAddress } from './addresses.js';
import type { AddressPolicy } from './addresses.js';
import { EgressError } from './egress-error.js';
import { hostLiteral, portOf } from './host.js';
import type { HostResolver } from './resolve.js';

/** The addresses that a checked URL leads to, every one of them allowed; one that is not blocks all. */
export async function allowedAddresses(
  url: URL,
  policy: AddressPolicy,
  resolver: HostResolver,
  signal: AbortSignal,
): Promise<string[]> {
  const port = portOf(url);
  const addresses = await addressesOf(url, policy, resolver, signal);
  if (addresses.length === 0 || !addresses.every((address) => isAllowedAddress(address, port, policy))) {
    throw new EgressError('blocked-address', 'The URL leads to an address that is not allowed');
  }
  return addresses;
}

function addressesOf(url: URL, policy: AddressPolicy, resolver: HostResolver, signal: AbortSignal) {
  const literal = hostLiteral(url);
  if (literal !== undefined) return [literal];
  // The hosts file is not read; this one name has its meaning everywhere.
  if (url.hostname === 'localhost') return allowedLoopback(portOf(url), policy);
  return resolver(url.hostname, signal);
}
