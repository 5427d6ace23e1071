/** A POST may begin this long after its claim; later, the attempt begins again with a new token. */
export const START_MARGIN_MS = 3_000;
/** After the longest POST, the time left to record it before the sweeper takes the attempt for lost. */
const RECORD_MARGIN_MS = 1_000;
/** Attempts of a run that ended without a charged outcome; then the delivery fails, reason `internal`. */
export const MAX_UNCHARGED_TRIES = 50;
/** How long a workflow may be late for its row before the sweeper takes the delivery from it. */
export const WORKFLOW_GRACE_SECONDS = 60;
/** So many timers of one webhook, times its cap, wait in Temporal; the rest wait in the queue. */
export const TIMERS_PER_PERMIT = 10;

/** How long an attempt may take from its claim to its record. */
export function attemptLength(timeoutMs: string): string {
  return `make_interval(secs => (${timeoutMs} + ${START_MARGIN_MS + RECORD_MARGIN_MS}) / 1000.0)`;
}

/** SET list that opens an attempt; all are parameters or columns. `direct`: the dispatcher makes it itself. */
export function openAttempt(owner: string, timeoutMs: string, direct = 'false'): string {
  const length = attemptLength(timeoutMs);
  return `state = 'sending', token = posthorn_new_uuid(), owner = ${owner}, tries = q.tries + 1,
    direct = ${direct}, handover_at = null,
    claimed_at = now(), deadline = now() + ${length}, check_at = now() + ${length}`;
}

/** SET list that closes one. */
export const CLOSE_ATTEMPT = 'token = null, owner = null, direct = false, claimed_at = null, deadline = null';
