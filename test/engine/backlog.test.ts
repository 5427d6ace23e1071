import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Backlog } from '../../src/dispatch/backlog.js';

const MEMORY_MS = 5_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const makeAttempts = (backlog: Backlog, webhookId: string, count: number): void => {
  for (let i = 0; i < count; i++) backlog.noteAttempt(webhookId);
};

it('is over a while after nothing waited any more', () => {
  const backlog = new Backlog(() => 0);
  backlog.note(['a']);
  makeAttempts(backlog, 'a', 100);
  vi.advanceTimersByTime(MEMORY_MS - 1);
  expect(backlog.ids).toEqual(['a']);
  vi.advanceTimersByTime(2);
  expect(backlog.ids).toEqual([]);
});

it('goes on for the webhook of which more comes than workflows could be started for', () => {
  const backlog = new Backlog(() => 0);
  backlog.note(['burst', 'calm']);
  makeAttempts(backlog, 'burst', 251);
  makeAttempts(backlog, 'calm', 250);
  vi.advanceTimersByTime(MEMORY_MS + 1);
  expect(backlog.ids).toEqual(['burst']);
  // The next stretch is counted by itself.
  vi.advanceTimersByTime(MEMORY_MS + 1);
  expect(backlog.ids).toEqual([]);
});

it('knows a Temporal that starts more by what it has started', () => {
  const backlog = new Backlog(() => 400);
  backlog.note(['a', 'b']);
  makeAttempts(backlog, 'a', 2_000);
  makeAttempts(backlog, 'b', 2_001);
  vi.advanceTimersByTime(MEMORY_MS + 1);
  expect(backlog.ids).toEqual(['b']);
});

it('does not begin with attempts alone', () => {
  const backlog = new Backlog(() => 0);
  makeAttempts(backlog, 'a', 10_000);
  expect(backlog.ids).toEqual([]);
});
