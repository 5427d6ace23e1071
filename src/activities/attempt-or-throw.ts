import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { Context as ActivityContext } from '@temporalio/activity';
import type { AttemptKey, Outcome } from '../contract/outcome.js';
import { findDeliveryState } from '../store/find-delivery-state.js';
import { attemptDelivery } from './attempt-delivery.js';
import type { ActivityDeps } from './activity-deps.js';

const WAIT_MS = 45_000;
/** Attempts shorter than this never heartbeat; Temporal is told of longer ones, so that it misses a dead worker early. */
const HEARTBEAT_MS = 2_000;
const MINIMUM_DELAY_MS = 1_000;

export async function attemptOrThrow(
  deps: ActivityDeps,
  key: AttemptKey,
  report: Outcome | undefined,
): Promise<Outcome> {
  const activity = ActivityContext.current();
  if (report && activity.info.attempt === 1) throw await repeat(deps, key, report);
  const beat = setInterval(() => activity.heartbeat(), HEARTBEAT_MS);
  try {
    // Only the first try of a nudge: those after it come when they are due, or too early for the row.
    const mayBeEarly = report === undefined && activity.info.attempt === 1;
    const outcome = await attemptDelivery(deps, key, { waitMs: WAIT_MS, mayBeEarly });
    if (outcome.unsaved || (outcome.kind !== 'retry' && outcome.kind !== 'failed')) return outcome;
    throw toFailure(outcome, outcome.delayMs);
  } finally {
    clearInterval(beat);
  }
}

/** The first attempt's failure again, with what is left of its delay. */
async function repeat(deps: ActivityDeps, key: AttemptKey, report: Outcome): Promise<ApplicationFailure> {
  const state = await findDeliveryState(deps.ctx.pool, key.deliveryId);
  return toFailure(report, state?.row?.dueInMs ?? 0);
}

function toFailure(outcome: Outcome, delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: outcome.kind === 'failed' ? 'DeliveryFailed' : 'AttemptFailed',
    message: outcome.message,
    nonRetryable: outcome.kind === 'failed',
    // Never 0: that would end Temporal's retries.
    nextRetryDelay: Math.max(MINIMUM_DELAY_MS, Math.round(delayMs)),
    details: [outcome],
    category: ApplicationFailureCategory.BENIGN,
  });
}
