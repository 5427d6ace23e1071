import type { FailureCode } from './failures.js';
import { redirectMessage } from './status-hints.js';

export type SuccessStatus = '2xx' | '200';

/** What an attempt's result means for its delivery. Whether it uses up an attempt is `FAILURES[code].charged`. */
export function classify(result: { error: { code: FailureCode } | null }): 'delivered' | 'retry' | 'gone' {
  if (result.error === null) return 'delivered';
  return result.error.code === 'gone' ? 'gone' : 'retry';
}

/** The failure that a final status means, or null for a success. */
export function statusFailure(
  status: number,
  successStatus: SuccessStatus,
  location: string | undefined,
): { code: FailureCode; message: string } | null {
  const success = successStatus === '200' ? status === 200 : status >= 200 && status < 300;
  if (success) return null;
  if (status === 410) return { code: 'gone', message: 'Your receiver answered HTTP 410' };
  if (status >= 300 && status < 400 && status !== 304) {
    return { code: 'http-redirect', message: redirectMessage(status, location) };
  }
  return { code: 'http-status', message: `Your receiver answered HTTP ${status}` };
}
