import type { AttemptKey, Outcome } from '../contract/outcome.js';
import type { Context } from '../context.js';
import { type AttemptRecord, recordAttempt } from '../store/record-attempt.js';
import { findOutcome } from './outcome-of.js';

/** What of a record may stand in a workflow history. */
export function unsavedOf(record: AttemptRecord): NonNullable<Outcome['unsaved']> {
  const { token, verdict, durationMs, responseStatus, errorCode, errorMessage } = record;
  return {
    token,
    verdict,
    startedAt: record.startedAt.toISOString(),
    durationMs,
    responseStatus,
    errorCode,
    errorMessage,
  };
}

/** Writes what could not be written before. Throws while the database is away. */
export async function recordUnsaved(ctx: Context, key: AttemptKey, outcome: Outcome): Promise<Outcome> {
  const { unsaved, ...saved } = outcome;
  if (!unsaved) return outcome;
  const recorded = await recordAttempt(ctx.hotPool, {
    key,
    token: unsaved.token,
    isAwaited: true,
    verdict: unsaved.verdict,
    delayMs: outcome.delayMs,
    maximumAttempts: outcome.schedule.maximumAttempts,
    startedAt: new Date(unsaved.startedAt),
    durationMs: unsaved.durationMs,
    phases: null,
    url: null,
    responseStatus: unsaved.responseStatus,
    errorCode: unsaved.errorCode,
    errorMessage: unsaved.errorMessage,
    requestHeaders: null,
    responseHeaders: null,
    responseBody: null,
    responseTruncated: false,
  });
  // Not this attempt's row any more: it was written after all, or the sweeper had to take the attempt for lost.
  return recorded ? { ...saved, ...recorded } : findOutcome(ctx, key);
}
