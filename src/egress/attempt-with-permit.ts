import type { Context } from '../context.js';
import type { AttemptJob } from '../store/attempt-job.js';
import { type AttemptResult, makeAttempt } from './make-attempt.js';
import type { Sender } from './send.js';

export interface AttemptingDeps {
  ctx: Context;
  sender: Sender;
  permits: { release(webhookId: string): void };
  slow: { note(webhookId: string, timedOut: boolean): void };
  /** Called when a place is free again. */
  onAttemptEnd(): void;
}

/**
 * Makes an attempt whose permit was taken, and gives that back: when the attempt is recorded, or, with `early`, when its POST
 * is over, so that the receiver's limit does not wait for our database.
 */
export async function attemptWithPermit(
  deps: AttemptingDeps,
  job: AttemptJob,
  { early }: { early: boolean },
): Promise<AttemptResult> {
  let isHeld = true;
  const giveBack = (): void => {
    if (!isHeld) return;
    isHeld = false;
    deps.permits.release(job.webhookId);
    deps.onAttemptEnd();
  };
  try {
    const { ctx, sender } = deps;
    const result = await makeAttempt({ ctx, sender, ...(early && { onSent: giveBack }) }, job);
    if (typeof result === 'object') deps.slow.note(job.webhookId, result.timedOut ?? false);
    return result;
  } finally {
    giveBack();
  }
}
