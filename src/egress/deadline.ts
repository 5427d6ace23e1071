import { EgressError } from './egress-error.js';

export interface Deadline {
  signal: AbortSignal;
  clear(): void;
}

/** One signal for all of an attempt, up to the status line: fires when the time is over, or with `outer`. */
export function startDeadline(timeoutMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const cancel = (): void => {
    controller.abort(new EgressError('unknown-outcome', 'The attempt was cancelled while it was under way'));
  };
  const expire = (): void => {
    controller.abort(new EgressError('timeout', `No answer within ${timeoutMs} ms`));
  };
  // A busy process may find the answer and the end of the time in the same turn: the answer, read next, came first.
  const timer = setTimeout(() => setImmediate(expire), timeoutMs);
  if (outer?.aborted) cancel();
  outer?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', cancel);
    },
  };
}
