/** Which workflow execution's attempt this is: the fence compares both. */
export interface AttemptKey {
  deliveryId: string;
  generation: number;
}

/** What a workflow is started with: ids and numbers only, since its history is readable in the Temporal UI. */
export interface DeliverWebhookInput extends AttemptKey {
  /** Whether the first attempt fits a local activity. */
  localFirst: boolean;
  /** Attempts that earlier executions of this run used up. */
  charged: number;
  maximumAttempts: number;
  /** What came of the first attempt, where the dispatcher made it before there was a workflow. */
  first?: Outcome;
}

/** How Temporal shall space the attempts that are left. */
export interface RetrySchedule {
  initialIntervalMs: number;
  backoffCoefficient: number;
  maximumAttempts: number;
}

/**
 * What came of an attempt, or of asking for one.
 * `retry`: a further attempt is due in `delayMs` · `failed`: exhausted, or refused for good · `parked`: given back to the
 * dispatcher · `stale`: another workflow execution owns the delivery.
 */
export interface Outcome {
  kind: 'delivered' | 'retry' | 'failed' | 'cancelled' | 'parked' | 'stale';
  /** Attempts used up so far in this run. */
  charged: number;
  delayMs: number;
  /** Plain words, without path, query or personal data. */
  message: string;
  schedule: RetrySchedule;
  /** The receiver did not answer in time: it may share fewer slots. */
  timedOut?: boolean;
  /** The database was away: what still has to be written. */
  unsaved?: UnsavedAttempt;
}

/** An attempt's record without headers and bodies, so that it may stand in a workflow history. */
export interface UnsavedAttempt {
  token: string;
  verdict: 'delivered' | 'retry' | 'gone' | 'failed';
  startedAt: string;
  durationMs: number;
  responseStatus: number | null;
  errorCode: string | null;
  errorMessage: string | null;
}
