import type { Config } from '../config.js';
import type { Context } from '../context.js';
import type { AttemptKey, Outcome } from '../contract/outcome.js';
import {
  baseDelaySeconds,
  effectivePolicy,
  maximumAttempts,
  type RetryPolicy,
} from '../contract/retry-policy.js';
import { type DeliveryState, findDeliveryState } from '../store/find-delivery-state.js';

const MESSAGES = {
  delivered: 'Delivered before.',
  retry: 'The next attempt is due.',
  failed: 'Failed before.',
  cancelled: 'Cancelled.',
  parked: 'Given back to the queue.',
  stale: 'Another execution owns this delivery.',
} as const;

/** What an outcome takes from where its delivery stands. */
interface Schedule {
  retryPolicy: DeliveryState['retryPolicy'];
  row: Pick<NonNullable<DeliveryState['row']>, 'dueInMs'> | undefined;
}

/** An outcome read from the row instead of made by an attempt. */
export function outcomeOf(
  config: Config,
  kind: Outcome['kind'],
  state: Schedule | undefined,
  charged: number,
): Outcome {
  const policy = effectivePolicy(state?.retryPolicy ?? config.defaultRetryPolicy);
  const delayMs = Math.max(0, state?.row?.dueInMs ?? 0);
  return { kind, charged, delayMs, message: MESSAGES[kind], schedule: scheduleOf(policy, charged) };
}

/** What became of a delivery whose attempt could not be recorded as its own any more. */
export async function findOutcome(ctx: Context, key: AttemptKey): Promise<Outcome> {
  const state = await findDeliveryState(ctx.pool, key.deliveryId);
  const of = (kind: Outcome['kind'], charged: number) => outcomeOf(ctx.config, kind, state, charged);
  if (!state) return of('stale', 0);
  if (!state.row) return of(state.status === 'open' ? 'stale' : state.status, state.attemptCount);
  return of(state.row.generation === key.generation ? 'retry' : 'stale', state.row.charged);
}

/** Temporal's view of what is left; the exact due time of each attempt travels as its `nextRetryDelay`. */
export function scheduleOf(policy: RetryPolicy, charged: number): Outcome['schedule'] {
  return {
    initialIntervalMs: Math.max(1_000, baseDelaySeconds(policy, Math.max(1, charged)) * 1_000),
    backoffCoefficient: 'delaysSeconds' in policy ? 1 : policy.backoffCoefficient,
    maximumAttempts: maximumAttempts(policy),
  };
}
