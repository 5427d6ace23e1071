import type { AttemptKey, Outcome } from '../contract/outcome.js';
import { attemptWithPermit } from '../egress/attempt-with-permit.js';
import { findOutcome } from '../egress/outcome-of.js';
import { releaseClaim } from '../store/release-claim.js';
import { acquireAttempt, type Patience } from './acquire-attempt.js';
import type { ActivityDeps } from './activity-deps.js';

const OUR_FAULT_DELAY_MS = 30_000;

/** Makes the attempt that the dispatcher has begun for this workflow, or begins one. */
export async function attemptDelivery(
  deps: ActivityDeps,
  key: AttemptKey,
  patience: Patience,
): Promise<Outcome> {
  let job = deps.claims.take(key);
  for (;;) {
    if (!job) {
      const acquired = await acquireAttempt(deps, key, patience);
      if ('outcome' in acquired) return acquired.outcome;
      job = acquired.job;
    }
    const result = await attemptWithPermit(deps, job, { early: false });
    if (result === 'claim-expired') {
      // The claim was too old for its POST to begin: the row goes back, and the attempt begins anew.
      await releaseClaim(deps.ctx.pool, job, { owner: 'workflow', delayMs: 0 });
      job = undefined;
    } else if (result === 'not-made') {
      await releaseClaim(deps.ctx.pool, job, { owner: 'workflow', delayMs: OUR_FAULT_DELAY_MS, isTry: true });
      return {
        ...(await findOutcome(deps.ctx, job)),
        message: 'The attempt could not be made; it uses up nothing.',
      };
    } else {
      return result;
    }
  }
}
