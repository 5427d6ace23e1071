import type { AttemptBody } from '../contract/delivery.js';
import { failureHint, FAILURES, isFailureCode } from '../egress/failures.js';
import { toPublicId } from '../ids.js';
import type { Attempt } from '../store/list-attempts.js';
import type { Auth } from './auth.js';
import { visibleUrl } from './visible-url.js';

export function presentAttempt(attempt: Attempt, auth: Auth): AttemptBody {
  return {
    id: toPublicId('att', attempt.id),
    number: attempt.number,
    run: attempt.run,
    trigger: attempt.trigger,
    startedAt: attempt.startedAt.toISOString(),
    durationMs: attempt.durationMs,
    phases: attempt.phases,
    url: visibleUrl(attempt.url, auth),
    responseStatus: attempt.responseStatus,
    error: presentError(attempt),
    requestHeaders: attempt.requestHeaders ?? {},
    responseHeaders: attempt.responseHeaders ?? {},
    responseBody: attempt.responseBody?.toString('utf8') ?? null,
    responseTruncated: attempt.responseTruncated,
  };
}

function presentError(attempt: Attempt): AttemptBody['error'] {
  const { errorCode: code, errorMessage: message, responseStatus, trigger } = attempt;
  if (code === null) return null;
  if (!isFailureCode(code)) return { code, message: message ?? code, hint: '' };
  return {
    code,
    message: message ?? FAILURES[code].title,
    hint: failureHint(code, { responseStatus, test: trigger === 'test' }),
  };
}
