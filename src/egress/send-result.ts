import type { AttemptPhases } from '../contract/delivery.js';
import type { SuccessStatus } from './classify.js';
import { statusFailure } from './classify.js';
import type { EgressError } from './egress-error.js';
import type { Answer } from './answer-handler.js';
import type { FailureCode } from './failures.js';
import { retryAfterMs } from './retry-after.js';

export interface SendResult {
  startedAt: Date;
  /** Until the status line, or the failure. */
  durationMs: number;
  /** In whole milliseconds; null: nothing was sent. */
  phases: AttemptPhases | null;
  responseStatus: number | null;
  /** Names in lower case; of a repeated header the values, joined by a comma. */
  responseHeaders: Record<string, string>;
  /** As it came, not inflated. */
  responseBody: Buffer | null;
  responseTruncated: boolean;
  retryAfterMs: number | null;
  /** null: a success status within the timeout. The message names no path, query, payload or address. */
  error: { code: FailureCode; message: string } | null;
  /** The address was refused. For the operator alone: the webhook's owner is told of a time-out. */
  blocked?: true;
}

type Outcome = Omit<SendResult, 'startedAt' | 'durationMs' | 'phases' | 'blocked'>;

interface Expectations {
  timeoutMs: number;
  successStatus: SuccessStatus;
  responseBodyBytes: number;
  now?: () => number;
}

const NO_ANSWER = {
  responseStatus: null,
  responseHeaders: {},
  responseBody: null,
  responseTruncated: false,
  retryAfterMs: null,
} as const;

export function answered(answer: Answer, request: Expectations): Outcome {
  const { status, headers, body, truncated } = answer;
  const keep = request.responseBodyBytes > 0;
  return {
    responseStatus: status,
    responseHeaders: headers,
    responseBody: keep ? body : null,
    responseTruncated: keep && truncated,
    retryAfterMs: retryAfterMs(status, headers['retry-after'], request.now?.()),
    error: statusFailure(status, request.successStatus, headers['location']),
  };
}

/** The outcome of an attempt without an answer; `started`: whether bytes of the request may have left. */
export function unanswered(failure: EgressError, request: Expectations, started: boolean): Outcome {
  return { ...NO_ANSWER, error: told(failure, request.timeoutMs, started) };
}

function told({ code, message }: EgressError, timeoutMs: number, started: boolean): SendResult['error'] {
  if (code === 'timeout') {
    const what = started ? 'Your receiver did not answer' : 'No connection to your receiver was made';
    return { code, message: `${what} within ${timeoutMs} ms` };
  }
  if (code === 'unknown-outcome' && !started) {
    return { code: 'claim-expired', message: 'Nothing was sent: the attempt was cancelled' };
  }
  return { code, message };
}
