import type { Context } from '../context.js';
import { type AttemptResult, makeAttempt } from '../egress/make-attempt.js';
import type { Sender } from '../egress/send.js';
import type { AttemptJob } from '../store/attempt-job.js';
import type { Permits } from './permits.js';
import type { SlowWebhooks } from './slow-webhooks.js';

export interface AttemptingDeps {
  ctx: Context;
  sender: Sender;
  permits: Permits;
  slow: SlowWebhooks;
  /** Called when an attempt is over and its place is free. */
  onAttemptEnd(): void;
}

/** Makes an attempt whose permit was taken, and gives that back. */
export async function attemptWithPermit(deps: AttemptingDeps, job: AttemptJob): Promise<AttemptResult> {
  try {
    const result = await makeAttempt({ ctx: deps.ctx, sender: deps.sender }, job);
    if (typeof result === 'object') deps.slow.note(job.webhookId, result.timedOut ?? false);
    return result;
  } finally {
    deps.permits.release(job.webhookId);
    deps.onAttemptEnd();
  }
}
