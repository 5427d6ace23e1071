import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  defineSignal,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { DeliveryActivities } from '../activities/delivery-activities.js';
import type { AttemptKey, DeliverWebhookInput, Outcome } from '../contract/outcome.js';

/** The next attempt shall run now; the schedule goes on after it. */
const retryNow = defineSignal('retryNow');

const local = proxyLocalActivities<DeliveryActivities>({
  startToCloseTimeout: '8 s',
  retry: { maximumAttempts: 1 },
});

// Well within the time that the sweeper gives workflows after an outage to write what they hold.
const bookkeeping = proxyActivities<DeliveryActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', maximumInterval: '5 s' },
});

/**
 * One delivery. The first attempt is a local activity, or was made before by the dispatcher; when it fails and may be retried, an ordinary activity takes over
 * under Temporal's own RetryPolicy. An exhausted delivery fails its workflow.
 */
export async function deliverWebhook(input: DeliverWebhookInput): Promise<Outcome['kind']> {
  const key = { deliveryId: input.deliveryId, generation: input.generation };
  const workflow = CancellationScope.current();
  const nudge: Nudge = { pending: false, scope: undefined };
  setHandler(retryNow, () => {
    nudge.pending = true;
    nudge.scope?.cancel();
  });
  try {
    let last = input.first ?? (input.localFirst ? await attemptLocally(key, input) : undefined);
    for (;;) {
      if (last?.unsaved) last = await save(key, last);
      if (last?.kind === 'failed') throw deliveryFailed(last);
      if (last && last.kind !== 'retry') return last.kind;
      last = await attemptUnderPolicy(key, last ?? notTried(input), last !== undefined, nudge, workflow);
    }
  } catch (error) {
    if (!workflow.consideredCancelled) throw error;
    const kind = await CancellationScope.nonCancellable(() => bookkeeping.cancelRow(key));
    if (kind === 'delivered') return kind;
    // A cancel that met an attempt on its way out comes as that attempt's failure.
    throw kind === 'failed' || isCancellation(error)
      ? error
      : new CancelledFailure('The delivery was cancelled.');
  }
}

/** A cancel does not make what the receiver answered unknown. */
function save(key: AttemptKey, outcome: Outcome): Promise<Outcome> {
  return CancellationScope.nonCancellable(() => bookkeeping.saveAttempt(key, outcome));
}

interface Nudge {
  /** A retryNow that no attempt has answered yet. */
  pending: boolean;
  /** The wait or the attempt that it would cut short. */
  scope: CancellationScope | undefined;
}

async function attemptLocally(key: AttemptKey, input: DeliverWebhookInput): Promise<Outcome> {
  try {
    return await local.attemptLocally(key);
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    return lost(notTried(input));
  }
}

/**
 * Runs attempts until the policy's are used up. `report`: the outcome before; with `told` false nothing has been tried
 * yet, else the activity's first try only re-throws it, so that Temporal shows the attempt that is due and its cause.
 */
async function attemptUnderPolicy(
  key: AttemptKey,
  report: Outcome,
  told: boolean,
  nudge: Nudge,
  workflow: CancellationScope,
): Promise<Outcome> {
  const repeats = told && !nudge.pending;
  nudge.pending = false;
  const scope = new CancellationScope();
  nudge.scope = scope;
  try {
    return await scope.run(() =>
      underPolicy(report, repeats).attemptOrThrow(key, repeats ? report : undefined),
    );
  } catch (error) {
    if (workflow.consideredCancelled) throw error;
    const outcome = outcomeIn(error);
    const isTheOldOne = outcome?.kind === 'retry' && outcome.charged === report.charged;
    if (scope.consideredCancelled && (!outcome || isTheOldOne)) {
      nudge.pending = true;
      return report;
    }
    return outcome ?? lost(report);
  } finally {
    nudge.scope = undefined;
  }
}

function underPolicy(report: Outcome, repeats: boolean): Pick<DeliveryActivities, 'attemptOrThrow'> {
  const { initialIntervalMs, backoffCoefficient, maximumAttempts } = report.schedule;
  const remaining = Math.max(1, maximumAttempts - report.charged);
  const next = Math.min(report.charged + 1, maximumAttempts);
  return proxyActivities<DeliveryActivities>({
    startToCloseTimeout: '90 s',
    heartbeatTimeout: '8 s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: `attempt ${next} of ${maximumAttempts}${remaining > 1 ? ' and on' : ''}`,
    retry: {
      initialInterval: initialIntervalMs,
      backoffCoefficient,
      maximumInterval: '30 days',
      maximumAttempts: remaining + (repeats ? 1 : 0),
    },
  });
}

function outcomeIn(error: unknown): Outcome | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure ? (cause.details?.[0] as Outcome | undefined) : undefined;
}

function notTried(input: DeliverWebhookInput): Outcome {
  return {
    kind: 'retry',
    charged: input.charged,
    delayMs: 1_000,
    message: 'Not tried yet.',
    schedule: { initialIntervalMs: 60_000, backoffCoefficient: 2, maximumAttempts: input.maximumAttempts },
  };
}

function lost(report: Outcome): Outcome {
  return {
    ...report,
    kind: 'retry',
    delayMs: 1_000,
    message: 'The attempt was cut off; it uses up nothing.',
  };
}

function deliveryFailed(outcome: Outcome): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'DeliveryFailed',
    message: outcome.message,
    nonRetryable: true,
    details: [outcome],
  });
}
