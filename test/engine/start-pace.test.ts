import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StartPace } from '../../src/dispatch/start-pace.js';

const AT_ONCE = 8;

describe('the pace at which workflows are started', () => {
  let pace: StartPace;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    pace = new StartPace();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** So many starts as there may be, of deliveries without end; first attempts, if any, wait so long meanwhile. */
  const startFor = (seconds: number, waitMs?: number): number => {
    let starts = 0;
    const until = performance.now() + seconds * 1_000;
    while (performance.now() < until) {
      if (waitMs !== undefined) pace.noteWait(waitMs);
      if (pace.delayMs === 0) {
        const count = pace.allowance(AT_ONCE);
        pace.began(count);
        starts += count;
      }
      vi.advanceTimersByTime(10);
    }
    return starts;
  };

  it('is what Temporal takes while no first attempt waits', () => {
    expect(pace.allowance(AT_ONCE)).toBe(AT_ONCE);
    expect(startFor(1)).toBeGreaterThan(150);
    expect(startFor(1, 15)).toBeGreaterThan(150);
  });

  it('is slow from when they wait until they do not', () => {
    startFor(1, 200);
    const [slow, none] = [startFor(10, 200), startFor(10)];
    expect(slow).toBeGreaterThan(10);
    expect(slow).toBeLessThan(30);
    expect(none).toBeGreaterThan(400);
  });

  it('is not so slow where starts are wanted soon', () => {
    startFor(1, 200);
    pace.isUrgent = true;
    const urgent = startFor(10, 200);
    expect(urgent).toBeGreaterThan(150);
    expect(urgent).toBeLessThan(250);
  });

  it('is not held back by the one first attempt of many that waited', () => {
    for (let n = 0; n < 50; n++) {
      pace.noteWait(n === 25 ? 60_000 : 5);
      vi.advanceTimersByTime(10);
    }
    expect(pace.allowance(AT_ONCE)).toBe(AT_ONCE);
  });
});
