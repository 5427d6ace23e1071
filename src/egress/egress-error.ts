import type { FailureCode } from './failures.js';

/** A failure of an attempt, already classified. The message is a plain sentence that the webhook's owner may read. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
