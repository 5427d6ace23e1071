import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProblemError } from '../errors.js';
import type { Auth } from './auth.js';

const FAILURES_PER_MINUTE = 60;
/** An IPv6 network of this length is one customer's: its addresses count together. */
const IPV6_PREFIX = 64;

/** Counted in memory, by each process for itself. What they answer is the RateLimit headers of the answer. */
export interface RateLimits {
  /** Counts a call of a known key; throws a 429 over API_RATE_LIMIT_PER_SECOND. */
  countCall(auth: Auth): Promise<Record<string, string>>;
  /**
   * Counts a call without a valid key; throws a 429 over 60 a minute of one address. A valid key is never refused for
   * the wrong ones of its neighbours: behind one proxy, that would let anyone shut every producer out.
   */
  countFailure(address: string): Promise<Record<string, string>>;
}

export function createRateLimits(callsPerSecond: number): RateLimits {
  const failures = limit(
    'failed-authentication',
    FAILURES_PER_MINUTE,
    60,
    'a minute without a valid API key from one address',
  );
  const calls = callsPerSecond > 0 ? limit('key', callsPerSecond, 1, 'a second with one API key') : undefined;
  return {
    // Those who came by portal links share one count for their workspace.
    countCall: async ({ actor, workspaceId }) => (await calls?.(`${actor} ${workspaceId ?? ''}`)) ?? {},
    countFailure: (address) => failures(networkOf(address)),
  };
}

/** draft-ietf-httpapi-ratelimit-headers: the policy, then what is left of it (`r`) and for how many seconds (`t`). */
function limit(policy: string, quota: number, windowSeconds: number, ofWhat: string) {
  const limiter = new RateLimiterMemory({ points: quota, duration: windowSeconds });
  const headersOf = (state: RateLimiterRes) => ({
    'ratelimit-policy': `"${policy}";q=${quota};w=${windowSeconds}`,
    ratelimit: `"${policy}";r=${state.remainingPoints};t=${secondsOf(state)}`,
  });
  return async (caller: string): Promise<Record<string, string>> => {
    try {
      return headersOf(await limiter.consume(caller));
    } catch (state) {
      if (!(state instanceof RateLimiterRes)) throw state;
      throw new ProblemError('rate-limited', `At most ${quota} calls ${ofWhat}: wait for Retry-After.`, {
        headers: { ...headersOf(state), 'retry-after': String(secondsOf(state)) },
      });
    }
  };
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}

function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${IPV6_PREFIX}`).toString();
}
