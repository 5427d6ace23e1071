import { errors } from 'undici';
import { EgressError } from './egress-error.js';
import type { FailureCode } from './failures.js';

const RESET = 'The connection to your receiver was reset';
const CLOSED = 'Your receiver closed the connection without an answer';
const NOT_HTTP = 'What your receiver answered is not HTTP/1.1';
const UNREACHABLE = 'There is no route to your receiver';
const EXHAUSTED = 'The sending machine ran out of sockets or memory';
const UNTRUSTED = "Your receiver's certificate is not from a trusted authority";
const BAD_TLS = 'The TLS handshake with your receiver failed';

const BY_CODE: Record<string, readonly [FailureCode, string]> = {
  ECONNREFUSED: ['connection-refused', 'Your receiver refused the connection'],
  ECONNRESET: ['connection-reset', RESET],
  ECONNABORTED: ['connection-reset', RESET],
  EPIPE: ['connection-reset', RESET],
  ETIMEDOUT: ['timeout', 'The connection to your receiver timed out'],
  EHOSTUNREACH: ['host-unreachable', UNREACHABLE],
  EHOSTDOWN: ['host-unreachable', UNREACHABLE],
  ENETUNREACH: ['host-unreachable', UNREACHABLE],
  ENETDOWN: ['host-unreachable', UNREACHABLE],
  EAFNOSUPPORT: ['host-unreachable', UNREACHABLE],
  // Ours, not the receiver's: it must not pay for it with an attempt.
  EMFILE: ['internal', EXHAUSTED],
  ENFILE: ['internal', EXHAUSTED],
  ENOBUFS: ['internal', EXHAUSTED],
  ENOMEM: ['internal', EXHAUSTED],
  EADDRNOTAVAIL: ['internal', EXHAUSTED],
  CERT_HAS_EXPIRED: ['tls-certificate-expired', "Your receiver's certificate has expired"],
  CERT_NOT_YET_VALID: ['tls-certificate-expired', "Your receiver's certificate is not valid yet"],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls-name-mismatch', "Your receiver's certificate is for another host"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls-certificate-untrusted', UNTRUSTED],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls-certificate-untrusted', UNTRUSTED],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls-certificate-untrusted', UNTRUSTED],
  EPROTO: ['tls-protocol', BAD_TLS],
  UND_ERR_HEADERS_OVERFLOW: [
    'response-header-too-large',
    "The header of your receiver's answer is too large",
  ],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['invalid-response', NOT_HTTP],
  UND_ERR_INVALID_ARG: ['invalid-header', 'One of the headers cannot be sent'],
  UND_ERR_NOT_SUPPORTED: ['invalid-header', 'One of the headers cannot be sent'],
};

const BY_PREFIX: readonly (readonly [RegExp, FailureCode, string])[] = [
  [
    /^(CERT_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH)/,
    'tls-certificate-untrusted',
    UNTRUSTED,
  ],
  [/^ERR_(SSL|TLS|OSSL)_/, 'tls-protocol', BAD_TLS],
];

/** Any error of looking up, connecting, TLS or undici as a failure from the catalogue; what is unknown stays a failure. */
export function failureOf(error: unknown): EgressError {
  if (error instanceof EgressError) return error;
  const code = codeOf(error);
  if (code === 'UND_ERR_SOCKET') return socketFailure(error);
  // It has no code.
  if (error instanceof errors.HTTPParserError) return new EgressError('invalid-response', NOT_HTTP, error);
  // Without IPv6 on this machine, an IPv6 target gives this error too.
  if (code === 'EADDRNOTAVAIL' && addressOf(error).includes(':')) {
    return new EgressError('host-unreachable', UNREACHABLE, error);
  }
  const known = BY_CODE[code];
  if (known) return new EgressError(...known, error);
  for (const [pattern, failure, message] of BY_PREFIX) {
    if (pattern.test(code)) return new EgressError(failure, message, error);
  }
  // No more than its class: an unknown error's message may quote anything.
  const name = error instanceof Error ? error.name : typeof error;
  return new EgressError('unknown-error', `The request failed unexpectedly (${code || name})`, error);
}

// undici has one code for all of these, and tells them apart in words.
function socketFailure(error: unknown): EgressError {
  const bad = error instanceof Error && error.message.startsWith('bad ');
  return bad
    ? new EgressError('invalid-response', NOT_HTTP, error)
    : new EgressError('connection-closed', CLOSED, error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function addressOf(error: unknown): string {
  return error instanceof Error && 'address' in error && typeof error.address === 'string'
    ? error.address
    : '';
}
