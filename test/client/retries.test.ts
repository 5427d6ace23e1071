import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../../client/src/retry-after.js';
import { backoffMs } from '../../client/src/with-retries.js';

describe('the wait before the next try', () => {
  const retry = { maximumAttempts: 9, initialIntervalMs: 300, maximumIntervalMs: 2_000 };

  test('doubles up to the longest', () => {
    expect([1, 2, 3, 4, 5].map((number) => backoffMs(retry, number, 0))).toEqual([
      300, 600, 1_200, 2_000, 2_000,
    ]);
  });

  test('has a random part of up to half taken off', () => {
    expect(backoffMs(retry, 2, 0.5)).toBe(450);
    expect(backoffMs(retry, 2, 1)).toBe(300);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T18:30:00Z');

  test.each([
    [null, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['0', 0],
    ['120', 120_000],
    ['Mon, 23 Nov 2026 18:30:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 18:29:00 GMT', 0],
  ])('%j is %s ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
