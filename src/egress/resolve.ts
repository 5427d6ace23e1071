import { promises as dns } from 'node:dns';
import { EgressError } from './egress-error.js';

/** Looks a name up: all its IPv4 and IPv6 addresses, at least one; rejects with an EgressError, or the signal's reason. */
export type HostResolver = (host: string, signal: AbortSignal) => Promise<string[]>;

// Lost packets are asked for again after a second; the attempt's deadline ends it all.
const QUERY = { timeout: 1_000, tries: 4 };

/**
 * Not `dns.lookup`: that runs on the four threads which everything else needs, so that one slow zone stalls all.
 * A resolver each look-up, because cancelling one cancels all that it asks.
 */
export function createResolver(dnsServers: readonly string[]): HostResolver {
  return async (host, signal) => {
    signal.throwIfAborted();
    const resolver = new dns.Resolver(QUERY);
    if (dnsServers.length > 0) resolver.setServers(dnsServers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      signal.throwIfAborted();
      return addressesOf(host, answers);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

// Both families must be answered, be it with "no such record": a failing half could hide the address that is refused.
function addressesOf(host: string, answers: PromiseSettledResult<string[]>[]): string[] {
  const addresses: string[] = [];
  for (const answer of answers) {
    if (answer.status === 'fulfilled') addresses.push(...answer.value);
    else if (!isAbsence(answer.reason))
      throw new EgressError('dns-failure', `Looking up ${host} failed`, answer.reason);
  }
  if (addresses.length === 0)
    throw new EgressError('dns-not-found', `${host} does not exist or has no address`);
  return addresses;
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTFOUND' || code === 'ENODATA';
}
