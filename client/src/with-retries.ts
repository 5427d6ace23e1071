import { NetworkError } from './errors/network-error.js';
import { ProblemResponseError } from './errors/problem-response-error.js';
import { TimeoutError } from './errors/timeout-error.js';
import type { RetryOptions } from './options.js';

/** Repeats `attempt` while the failure may pass; the last failure is thrown. */
export async function withRetries<Value>(
  retry: RetryOptions,
  signal: AbortSignal | undefined,
  attempt: () => Promise<Value>,
): Promise<Value> {
  for (let number = 1; ; number++) {
    try {
      return await attempt();
    } catch (error) {
      if (number >= retry.maximumAttempts || !mayPass(error)) throw error;
      const asked = error instanceof ProblemResponseError ? error.retryAfterMs : undefined;
      if (asked !== undefined && asked > retry.maximumIntervalMs) throw error;
      await wait(Math.max(asked ?? 0, backoffMs(retry, number)), signal);
    }
  }
}

/** The wait after the `number`-th try: doubling, bounded, and up to half off, so that producers do not come back as one. */
export function backoffMs(retry: RetryOptions, number: number, random = Math.random()): number {
  const full = Math.min(retry.initialIntervalMs * 2 ** (number - 1), retry.maximumIntervalMs);
  return full * (1 - random / 2);
}

function mayPass(error: unknown): boolean {
  if (error instanceof NetworkError || error instanceof TimeoutError) return true;
  if (!(error instanceof ProblemResponseError)) return false;
  const { status, code } = error;
  // The try before timed out here and is still running there.
  return status === 408 || status === 429 || status >= 500 || code === 'idempotency-in-progress';
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
