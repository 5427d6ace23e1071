import type { Config } from '../../config.js';
import { EgressError } from '../../egress/egress-error.js';
import { createResolver } from '../../egress/resolve.js';
import { type Check, fine, wrong } from './check.js';

/** Any answer will do, "no such name" too: a network may know its own names only. */
const ASKED = 'example.com';
const TIMEOUT_MS = 6_000;

export function dnsCheck({ dnsServers, egressProxy }: Pick<Config, 'dnsServers' | 'egressProxy'>): Check {
  const servers = dnsServers.length > 0 ? dnsServers.join(', ') : "the system's name servers";
  return {
    name: 'DNS',
    look: async () => {
      if (egressProxy !== undefined) return fine('names are looked up by EGRESS_PROXY');
      try {
        await createResolver(dnsServers)(ASKED, AbortSignal.timeout(TIMEOUT_MS));
        return fine(`${servers} answer`);
      } catch (error) {
        if (error instanceof EgressError && error.code === 'dns-not-found') return fine(`${servers} answer`);
        return wrong(
          `${servers} do not answer`,
          'Correct DNS_SERVERS, or /etc/resolv.conf; let UDP and TCP port 53 through.',
        );
      }
    },
  };
}
