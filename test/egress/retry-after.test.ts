import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../../src/egress/retry-after.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');

describe('retryAfterMs', () => {
  test.each([429, 502, 503, 504])('takes seconds on %i', (status) => {
    expect(retryAfterMs(status, '120', NOW)).toBe(120_000);
  });

  test.each([200, 400, 408, 500, 301])('ignores it on %i', (status) => {
    expect(retryAfterMs(status, '120', NOW)).toBeNull();
  });

  test.each([
    ['an HTTP date', 'Tue, 24 Nov 2026 12:01:30 GMT', 90_000],
    ['an RFC 850 date', 'Tuesday, 24-Nov-26 12:01:30 GMT', 90_000],
    ['an asctime date', 'Tue Nov 24 12:01:30 2026', 90_000],
    ['spaces around it', ' 7 ', 7_000],
    ['more than an hour', '86400', 3_600_000],
    ['a number beyond all time', '999999999999999', 3_600_000],
    ['a date in years', 'Tue, 24 Nov 2099 12:01:30 GMT', 3_600_000],
  ])('takes %s, capped at an hour', (_, value, expected) => {
    expect(retryAfterMs(503, value, NOW)).toBe(expected);
  });

  test.each([
    undefined,
    '',
    '0',
    '-1',
    '1.5',
    '1e3',
    '+5',
    '0x10',
    '120, 60',
    'soon',
    'Infinity',
    '9'.repeat(400),
    '2026-11-24T12:01:30Z',
    'Tue, 24 Nov 2026 11:59:59 GMT',
    'Tue, 99 Foo 2026 12:01:30 GMT',
    'Tue',
  ])('ignores %j', (value) => {
    expect(retryAfterMs(503, value, NOW)).toBeNull();
  });
});
