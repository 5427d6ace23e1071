import { PosthornError } from './posthorn-error.js';

/** Why a request is not one that Posthorn made, or no longer one to be trusted. */
export type VerificationReason =
  | 'missing-header'
  | 'malformed-timestamp'
  | 'timestamp-too-old'
  | 'timestamp-too-new'
  | 'no-matching-signature'
  | 'malformed-body';

const MESSAGES: Record<VerificationReason, string> = {
  'missing-header': 'An id, timestamp or signature header is missing',
  'malformed-timestamp': 'The timestamp header is not a number of seconds',
  'timestamp-too-old':
    'The timestamp is older than the tolerance: a replayed request, or a clock that is ahead',
  'timestamp-too-new': 'The timestamp is further in the future than the tolerance: a clock that is behind',
  'no-matching-signature':
    'No signature matches a given secret: another secret, or a body that is not the raw one',
  'malformed-body': 'The signature matches, but the body is not JSON',
};

export class VerificationError extends PosthornError {
  override name = 'VerificationError';
  readonly reason: VerificationReason;

  constructor(reason: VerificationReason) {
    super(MESSAGES[reason]);
    this.reason = reason;
  }
}
