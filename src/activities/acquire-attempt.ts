import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptKey, Outcome } from '../contract/outcome.js';
import { outcomeOf } from '../egress/outcome-of.js';
import type { AttemptJob } from '../store/attempt-job.js';
import { beginAttempt } from '../store/begin-attempt.js';
import { cancelDelivery } from '../store/cancel-delivery.js';
import { expireAttempts } from '../store/expire-attempts.js';
import { type DeliveryState, findDeliveryState } from '../store/find-delivery-state.js';
import { requeueDelivery } from '../store/requeue-delivery.js';
import type { ActivityDeps } from './activity-deps.js';

const POLL_MS = 100;

export interface Patience {
  /** How long an attempt in flight is waited for; beyond that the answer is to come again. */
  waitMs: number;
  /** Whether the attempt may begin before its due time. */
  mayBeEarly: boolean;
}

export type Acquired = { job: AttemptJob } | { outcome: Outcome };

/** Opens an attempt for a workflow, or tells why there is none to make. */
export async function acquireAttempt(
  deps: ActivityDeps,
  key: AttemptKey,
  { waitMs, mayBeEarly }: Patience,
): Promise<Acquired> {
  const { ctx, permits, slow } = deps;
  const until = performance.now() + waitMs;
  for (;;) {
    const job = await beginAttempt(ctx.hotPool, key, {
      owner: deps.workerId,
      defaultTimeoutMs: ctx.config.deliveryTimeoutMs,
      mayBeEarly,
    });
    if (job) {
      if (slow.mayBegin(job.webhookId, permits.inFlight) && permits.tryTake(job)) {
        slow.begin(job, permits.liveWorkers);
        return { job };
      }
      await requeueDelivery(ctx.pool, key, { token: job.token });
      return { outcome: outcomeOf(deps.ctx.config, 'parked', undefined, job.charged) };
    }
    const state = await findDeliveryState(ctx.pool, key.deliveryId);
    const outcome = await explain(deps, key, state, mayBeEarly);
    if (outcome) return { outcome };
    if (performance.now() >= until) return { outcome: comeAgain(deps, state) };
    await sleep(POLL_MS);
  }
}

/** Why `begin` found nothing to do; undefined: it may ask again. */
async function explain(
  deps: ActivityDeps,
  key: AttemptKey,
  state: DeliveryState | undefined,
  mayBeEarly: boolean,
): Promise<Outcome | undefined> {
  const { pool } = deps.ctx;
  if (!state) return outcomeOf(deps.ctx.config, 'stale', undefined, 0);
  const { row } = state;
  if (!row)
    return outcomeOf(
      deps.ctx.config,
      state.status === 'open' ? 'stale' : state.status,
      state,
      state.attemptCount,
    );
  if (row.generation !== key.generation) return outcomeOf(deps.ctx.config, 'stale', state, row.charged);
  if (row.tokenExpiresInMs !== undefined) {
    if (row.tokenExpiresInMs <= 0) await expireAttempts(pool, { limit: 1, deliveryId: key.deliveryId });
    return undefined;
  }
  if (row.cancelReason !== null || !state.webhookOpen) {
    const reason = row.cancelReason ?? 'webhook-deleted';
    await cancelDelivery(pool, key.deliveryId, { reason, generation: key.generation });
    return outcomeOf(deps.ctx.config, 'cancelled', state, row.charged);
  }
  if (!row.enabled) {
    const parked = await requeueDelivery(pool, key);
    return parked ? outcomeOf(deps.ctx.config, 'parked', state, row.charged) : undefined;
  }
  if (!mayBeEarly && row.dueInMs > 0) return outcomeOf(deps.ctx.config, 'retry', state, row.charged);
  return undefined;
}

function comeAgain(deps: ActivityDeps, state: DeliveryState | undefined): Outcome {
  return { ...outcomeOf(deps.ctx.config, 'retry', state, state?.row?.charged ?? 0), delayMs: 1_000 };
}
