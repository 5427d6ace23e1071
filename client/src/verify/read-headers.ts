import { VerificationError } from '../errors/verification-error.js';

/** Headers as the fetch API, Node, a platform's event or a test has them; names match in any case. */
export type HeadersInput = GettableHeaders | HeaderRecord;

interface GettableHeaders {
  get(name: string): string | null;
}
interface HeaderRecord {
  readonly [name: string]: string | readonly string[] | null | undefined;
}

export interface SignedHeaders {
  id: string;
  timestamp: string;
  signatures: string;
}

/** Reads `webhook-id`, `webhook-timestamp` and `webhook-signature`, or those of another prefix. */
export function readHeaders(headers: HeadersInput, prefix: string): SignedHeaders {
  const read = (name: string): string => {
    const value = findHeader(headers, `${prefix}-${name}`.toLowerCase());
    if (!value) throw new VerificationError('missing-header');
    return value;
  };
  return { id: read('id'), timestamp: read('timestamp'), signatures: read('signature') };
}

function findHeader(headers: HeadersInput, name: string): string | undefined {
  if (isGettable(headers)) return headers.get(name) ?? undefined;
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === name && value) return typeof value === 'string' ? value : value.join(' ');
  }
  return undefined;
}

function isGettable(headers: HeadersInput): headers is GettableHeaders {
  return typeof headers.get === 'function';
}
