import type { Problem as ApiProblem } from '../generated/api.js';
import { PosthornError } from './posthorn-error.js';

/** `http-status` when the answer was no problem document: then something on the way to Posthorn answered. */
export type ProblemCode = ApiProblem['code'] | 'http-status' | (string & {});

/** What Posthorn says about a failure (RFC 9457). */
export type Problem = Partial<Omit<ApiProblem, 'code'>> & {
  title: string;
  status: number;
  code: ProblemCode;
};

/** Posthorn, or something on the way to it, answered that it did not do it. */
export class ProblemResponseError extends PosthornError {
  override name = 'ProblemResponseError';
  readonly status: number;
  /** For programs, and more to the point than `status`. */
  readonly code: ProblemCode;
  readonly errors: readonly { pointer: string; detail: string }[];
  readonly problem: Problem;
  /** From `Retry-After`. */
  readonly retryAfterMs: number | undefined;

  constructor(call: string, problem: Problem, retryAfterMs?: number) {
    super(describe(call, problem));
    this.status = problem.status;
    this.code = problem.code;
    this.errors = problem.errors ?? [];
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

function describe(call: string, { status, code, title, detail, errors = [] }: Problem): string {
  const fields = errors.map((error) => `${error.pointer}: ${error.detail}`);
  return [`${call} was answered ${status} ${code}: ${detail ?? title}`, ...fields].join('; ');
}
