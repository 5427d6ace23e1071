import type { AttemptKey, Outcome } from '../contract/outcome.js';

/** What `deliverWebhook` may call. */
export interface DeliveryActivities {
  /** One attempt; never throws for a receiver's failure. */
  attemptLocally(key: AttemptKey): Promise<Outcome>;
  /**
   * One attempt under Temporal's RetryPolicy: a failure is thrown, with the outcome in its details and the due time as
   * its next delay. With `report`, the first try only re-throws that.
   */
  attemptOrThrow(key: AttemptKey, report?: Outcome): Promise<Outcome>;
  /** Writes an outcome that the database was away for. */
  saveAttempt(key: AttemptKey, outcome: Outcome): Promise<Outcome>;
  /** The workflow was cancelled: ends the delivery, unless it was delivered meanwhile. */
  cancelRow(key: AttemptKey): Promise<Outcome['kind']>;
}
