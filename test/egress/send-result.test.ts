import { describe, expect, test } from 'vitest';
import { EgressError } from '../../src/egress/egress-error.js';
import { failureOf } from '../../src/egress/failure-of.js';
import { unanswered } from '../../src/egress/send-result.js';

const request = { timeoutMs: 5_000, successStatus: '2xx', responseBodyBytes: 0 } as const;

function told(failure: EgressError, started: boolean): string | undefined {
  return unanswered(failure, request, started).error?.message;
}

describe('an attempt without an answer', () => {
  test('tells a receiver that was silent from one that was never reached', () => {
    const failure = new EgressError('timeout', 'over');
    expect(told(failure, true)).toBe('Your receiver did not answer within 5000 ms');
    expect(told(failure, false)).toBe('No connection to your receiver was made within 5000 ms');
  });

  test('that was cancelled has an unknown outcome only if bytes may have left', () => {
    const failure = new EgressError('unknown-outcome', 'cancelled');
    expect(unanswered(failure, request, true).error?.code).toBe('unknown-outcome');
    expect(unanswered(failure, request, false).error?.code).toBe('claim-expired');
  });
});

describe('an error of the network', () => {
  test.each([
    [{ code: 'EHOSTUNREACH' }, 'host-unreachable'],
    [{ code: 'ETIMEDOUT' }, 'timeout'],
    [{ code: 'EPIPE' }, 'connection-reset'],
    [{ code: 'CERT_REVOKED' }, 'tls-certificate-untrusted'],
    [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'tls-protocol'],
    [{ code: 'EADDRNOTAVAIL', address: '2606:4700::1111' }, 'host-unreachable'],
    [{ code: 'EWHATEVER' }, 'unknown-error'],
  ])('%j is %s', (fields, code) => {
    expect(failureOf(Object.assign(new Error('secret'), fields)).code).toBe(code);
  });

  test.each(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'])(
    '%s is ours, and not charged to the receiver',
    (code) => {
      expect(failureOf(Object.assign(new Error('secret'), { code })).code).toBe('internal');
    },
  );

  test.each([new TypeError('secret'), 'secret', undefined, null, { secret: 1 }])(
    'what is unknown stays a failure, and is not quoted: %s',
    (error) => {
      const failure = failureOf(error);
      expect(failure.code).toBe('unknown-error');
      expect(failure.message).not.toContain('secret');
    },
  );
});
