/** Every problem a caller can meet: its code, HTTP status and title (RFC 9457). */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request is malformed' },
  'invalid-idempotency-key': { status: 400, title: 'The Idempotency-Key header is malformed' },
  unauthenticated: { status: 401, title: 'A valid API key or session is required' },
  forbidden: { status: 403, title: 'The caller may not do that' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The current state does not allow this' },
  'external-id-conflict': { status: 409, title: 'This externalId was used with another body' },
  'idempotency-in-progress': { status: 409, title: 'A request with this Idempotency-Key is still running' },
  'too-many-secrets': { status: 409, title: 'Too many live secrets' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'invalid-input': { status: 422, title: 'The input is not acceptable' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used with another body' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  overloaded: { status: 429, title: 'More events than can be accepted now; nothing was committed' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Temporarily unavailable; nothing was committed' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface FieldError {
  /** JSON pointer into the body, or the name of a query parameter or header. */
  pointer: string;
  detail: string;
}

/** A failure whose code, detail and field errors may be shown to the caller. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly status: number;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    code: ProblemCode,
    detail: string,
    options: { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.status = PROBLEMS[code].status;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}
