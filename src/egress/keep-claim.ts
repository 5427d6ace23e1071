import type { Context } from '../context.js';
import type { AttemptJob } from '../store/attempt-job.js';
import { START_MARGIN_MS } from '../store/fence.js';
import { renewClaim } from '../store/renew-claim.js';

const RENEW_AFTER_MS = START_MARGIN_MS / 2;

export interface KeptClaim {
  /** Asked just before the POST's bytes are written; it is not asked again. */
  mayStart(): boolean;
  drop(): void;
}

/**
 * Keeps an attempt's claim young while the receiver's name servers, its network or its TLS take their time: that is the
 * webhook's timeout's business. DELETE, which waits only for young claims, ends it: then it is not renewed.
 */
export function keepClaim(ctx: Context, job: AttemptJob): KeptClaim {
  let claimedAtMs = job.claimedAtMs;
  let timer: NodeJS.Timeout | undefined;
  const isYoung = (): boolean => performance.now() - claimedAtMs < START_MARGIN_MS;
  const drop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const renewLater = (): void => {
    timer = setTimeout(() => void renew(), RENEW_AFTER_MS);
  };
  const renew = async (): Promise<void> => {
    const askedAtMs = performance.now();
    // The database is away: the claim grows old, and the attempt begins anew.
    const isRenewed = await renewClaim(ctx.pool, job).catch(() => false);
    if (!isRenewed || timer === undefined) return;
    claimedAtMs = askedAtMs;
    renewLater();
  };
  // One that is too old already must begin anew: its deadline would come before its record.
  if (isYoung()) renewLater();
  return {
    mayStart: () => {
      drop();
      return isYoung();
    },
    drop,
  };
}
