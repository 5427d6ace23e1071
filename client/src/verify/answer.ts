import { VerificationError } from '../errors/verification-error.js';

export interface Answer {
  status: number;
  text: string;
}

/** What a receiver answers when verifying or handling failed: 400 or 401 for the request's fault, 500 for its own. */
export function answerTo(error: unknown): Answer {
  if (!(error instanceof VerificationError)) return { status: 500, text: 'The event was not handled' };
  const malformed = error.reason === 'missing-header' || error.reason.startsWith('malformed');
  return { status: malformed ? 400 : 401, text: error.message };
}
