import { VerificationError } from '../errors/verification-error.js';
import type { PosthornEvent } from '../event.js';
import type { EventDataByType } from '../generated/event-types.js';
import { bodyBytes, type RawBody } from './body-bytes.js';
import { checkSignature } from './check-signature.js';
import { checkTimestamp } from './check-timestamp.js';
import { importKeys, type Secrets } from './import-keys.js';
import { readHeaders, type HeadersInput } from './read-headers.js';

export interface VerifyOptions {
  /** How far the timestamp of the attempt may be from now, either way. Default: 300. */
  toleranceSeconds?: number;
  /** What the header names start with: Posthorn's HEADER_PREFIX, or `svix`. Default: `webhook`. */
  headerPrefix?: string;
}

/**
 * Resolves to the event when one of the secrets signed exactly these bytes, recently.
 * Rejects with VerificationError when the request is to blame, with TypeError when an argument is.
 */
export async function verify<Events = EventDataByType>(
  rawBody: RawBody,
  headers: HeadersInput,
  secrets: Secrets,
  { toleranceSeconds = 300, headerPrefix = 'webhook' }: VerifyOptions = {},
): Promise<PosthornEvent<Events>> {
  const body = bodyBytes(rawBody);
  const keys = await importKeys(secrets);
  const signed = readHeaders(headers, headerPrefix);
  checkTimestamp(signed.timestamp, toleranceSeconds);
  await checkSignature(signed, body, keys);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as PosthornEvent<Events>;
  } catch {
    throw new VerificationError('malformed-body');
  }
}
