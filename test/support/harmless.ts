import { expect } from 'vitest';
import type { JsonAnswer } from './request.js';

/** What no caller may ever read: a stack, a file of ours, SQL, the name of a library's error. */
const INSIDE =
  /\\n\s+at |node_modules|\/src\/|\bselect .+ from\b|\binsert into\b|\bsyntax error\b|\brelation "|\bZodError\b|\bTypeError\b|\bRangeError\b/i;

/** A refusal, and one that tells nothing of our inside. */
export function expectRefusal({ status, text, headers }: JsonAnswer, hint?: string): void {
  expect(status, hint).toBeGreaterThanOrEqual(400);
  expect(status, `${hint}: ${text}`).toBeLessThan(500);
  expect(text, hint).not.toMatch(INSIDE);
  expect(headers['content-type'], hint).toBe('application/problem+json');
}

/** Whatever it is, it is no failure of ours. */
export function expectHarmless({ status, text }: JsonAnswer, hint?: string): void {
  expect(status, `${hint}: ${text}`).toBeLessThan(500);
  expect(text, hint).not.toMatch(INSIDE);
}
