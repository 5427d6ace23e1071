import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Problem } from '../contract/problem.js';
import { PROBLEMS, ProblemError } from '../errors.js';
import { isDatabaseAway } from '../store/database-away.js';
import { CommitUnknownError } from '../store/db.js';
import { setHeaders } from './call.js';
import { ClientGoneError } from './read-bytes.js';

export function problemBody(error: ProblemError, requestId?: string): Problem {
  return {
    type: `/docs/problems#${error.code}`,
    title: PROBLEMS[error.code].title,
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(error.errors && { errors: error.errors }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** Answers every failure as application/problem+json; what is not a ProblemError is logged whole and tells nothing. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => answerProblem(logger, res, error);
}

export function answerProblem(logger: Logger, res: ServerResponse, error: unknown): void {
  if (error instanceof ClientGoneError || res.headersSent) {
    res.destroy();
    return;
  }
  const problem = toProblem(error);
  if (problem.status >= 500) {
    const level = problem.code === 'internal' ? 'error' : 'warn';
    logger[level]({ err: error, requestId: requestIdOf(res) }, 'a request failed');
  }
  res.statusCode = problem.status;
  setHeaders(res, { ...problem.headers, 'content-type': 'application/problem+json' });
  res.end(JSON.stringify(problemBody(problem, requestIdOf(res))));
}

function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isDatabaseAway(error)) {
    return new ProblemError('unavailable', 'The database does not answer. Try again.', {
      headers: { 'retry-after': '2' },
      cause: error,
    });
  }
  if (error instanceof CommitUnknownError) {
    const detail =
      'The database went away in the middle of this. Look whether it was done, or repeat it with the same Idempotency-Key or externalId.';
    return new ProblemError('internal', detail, { cause: error });
  }
  return (
    fromHttpError(error) ??
    new ProblemError('internal', 'The log says more, under this requestId.', { cause: error })
  );
}

/** What express throws for a path that it cannot decode. */
function fromHttpError(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error) || !('status' in error) || error.status !== 400) return undefined;
  return new ProblemError('malformed-request', 'The request could not be read.', { cause: error });
}

export function requestIdOf(res: ServerResponse): string {
  return String(res.getHeader('x-request-id'));
}
