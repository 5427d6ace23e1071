import { describe, expect, test } from 'vitest';
import { classify, statusFailure } from '../../src/egress/classify.js';
import type { FailureCode } from '../../src/egress/failures.js';
import { ATTEMPT_CODES, FAILURES, failureHint, isFailureCode } from '../../src/egress/failures.js';
import { redirectMessage } from '../../src/egress/status-hints.js';

const CODES = Object.keys(FAILURES).filter(isFailureCode);

describe('the catalogue of failures', () => {
  test.each(CODES)('%s has a title and a hint in plain words', (code) => {
    expect(FAILURES[code].title).toMatch(/^[A-Z].*[^.]$/);
    expect(failureHint(code)).toMatch(/^[A-Z].{20,}\.$/);
  });

  test('only what is not the doing of the receiver or its configuration is free of charge', () => {
    expect(CODES.filter((code) => !FAILURES[code].charged)).toEqual([
      'unknown-outcome',
      'internal',
      'payload-erased',
      'claim-expired',
    ]);
  });

  test('what would tell of the operator’s network, or is recorded of no attempt, is no code to ask for', () => {
    expect(CODES.filter((code) => !ATTEMPT_CODES.includes(code))).toEqual([
      'blocked-address',
      'internal',
      'payload-erased',
      'claim-expired',
    ]);
  });

  test('the message of a redirect names the new host and nothing else of its URL', () => {
    expect(redirectMessage(301, 'https://user:pw@new.example.com:8443/path?token=secret')).toBe(
      "Your receiver answered 301 to new.example.com:8443; redirects are never followed: change the webhook's URL",
    );
  });

  test.each(['/login', 'not a url', 'http://', '//', ''])(
    'a redirect to %j has a message without a host',
    (location) => {
      expect(redirectMessage(302, location)).toBe(
        "Your receiver answered 302; redirects are never followed: change the webhook's URL",
      );
    },
  );

  test('the hint of a redirect adds to its message', () => {
    expect(failureHint('http-redirect')).not.toContain('redirects are never followed');
    expect(failureHint('http-redirect')).toContain('slash');
  });

  test.each([
    [401, 'authentication'],
    [404, 'path'],
    [413, '256 KiB'],
    [429, 'rateLimitPerSecond'],
    [503, 'log'],
    [204, 'successStatus'],
    [418, 'success status'],
  ])('the hint of status %i says what to look at', (responseStatus, word) => {
    expect(failureHint('http-status', { responseStatus })).toContain(word);
  });
});

describe('what a status means', () => {
  test.each<[number, '2xx' | '200', FailureCode | undefined]>([
    [200, '2xx', undefined],
    [202, '2xx', undefined],
    [204, '2xx', undefined],
    [299, '2xx', undefined],
    [200, '200', undefined],
    [202, '200', 'http-status'],
    [301, '2xx', 'http-redirect'],
    [308, '2xx', 'http-redirect'],
    [304, '2xx', 'http-status'],
    [400, '2xx', 'http-status'],
    [410, '2xx', 'gone'],
    [503, '2xx', 'http-status'],
    [999, '2xx', 'http-status'],
  ])('%i where %s is success: %s', (status, successStatus, code) => {
    expect(statusFailure(status, successStatus, undefined)?.code).toBe(code);
  });

  test('410 ends for good, success delivers, all else may be retried', () => {
    expect(classify({ error: null })).toBe('delivered');
    expect(classify({ error: { code: 'gone' } })).toBe('gone');
    for (const code of CODES) if (code !== 'gone') expect(classify({ error: { code } })).toBe('retry');
  });
});
