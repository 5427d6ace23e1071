import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DirectAttempts } from '../../src/dispatch/direct-attempts.js';
import { Handovers } from '../../src/dispatch/handovers.js';
import { Permits } from '../../src/dispatch/permits.js';
import { SlowWebhooks } from '../../src/dispatch/slow-webhooks.js';
import { StartPace } from '../../src/dispatch/start-pace.js';
import { TemporalHealth } from '../../src/dispatch/temporal-health.js';
import { createSender, senderOptions } from '../../src/egress/send.js';
import { startEngineScene } from '../support/engine-scene.js';

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

class RecordingPace extends StartPace {
  readonly waits: number[] = [];

  override noteWait(ms: number): void {
    this.waits.push(ms);
  }
}

it(
  'heeds what first attempts waited that neither their webhook nor an attempt before held up',
  { timeout: 60_000 },
  async () => {
    const scene = await startEngineScene({ maxConcurrency: 2 });
    const { ctx } = scene.instance;
    const pace = new RecordingPace();
    const permits = new Permits();
    const slow = new SlowWebhooks();
    const health = new TemporalHealth(ctx, () => undefined);
    const direct = new DirectAttempts({
      ctx,
      health,
      pace,
      permits,
      slow,
      handovers: new Handovers(ctx, health, pace),
      sender: createSender(senderOptions(ctx.config)),
      onAttemptEnd: () => undefined,
    });
    const ended = () => expect.poll(() => direct.count, { timeout: 20_000 }).toBe(0);
    const begin = async (more: object = {}) =>
      direct.make({ ...(await scene.claimNew()), direct: true, ...more });
    try {
      await begin();
      expect(pace.waits).toEqual([expect.any(Number)]);
      expect(pace.waits[0]).toBeGreaterThanOrEqual(0);

      await begin({ tries: 2 });
      await begin({ trigger: 'replay' });
      await begin({ rateLimitPerSecond: 5 });
      // What an attempt comes to is noted of its webhook, and gives its permit back.
      await ended();
      slow.note(scene.webhookId, true);
      await begin();
      await ended();
      slow.note(scene.webhookId, false);
      const limits = { webhookId: scene.webhookId, maxConcurrency: 2, rateLimitPerSecond: null };
      for (let n = 0; n < 2; n++) permits.take(limits);
      await begin();
      expect(pace.waits).toHaveLength(1);
    } finally {
      await direct.stop();
      await scene.stop();
    }
  },
);
