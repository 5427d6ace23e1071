import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicId, toPublicId } from '../../src/ids.js';
import { foldStatistics } from '../../src/store/fold-statistics.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';
import { createWebhook } from '../support/flows.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let scene: EngineScene;
beforeAll(async () => {
  scene = await startEngineScene();
});
afterAll(() => scene.stop());

const get = async (path: string) => (await scene.instance.request('GET', path)).body;

const ago = (ms: number) => new Date(Date.now() - ms);

/** A webhook that takes nothing. */
async function quietWebhook(): Promise<string> {
  const { id } = await createWebhook(scene.instance, {
    url: 'http://127.0.0.1:4010/quiet',
    events: ['document.received'],
  });
  return id;
}

async function count(webhookId: string, at: Date, measure: string, count: number, slot = 0): Promise<void> {
  await scene.pool.query(
    `insert into stats_minute (webhook_id, minute, measure, slot, workspace_id, count)
     values ($1, date_trunc('minute', $2::timestamptz), $3, $4, 'default', $5)`,
    [parsePublicId('wh', webhookId), at, measure, slot, count],
  );
}

const sum = (series: { delivered: number; failed: number }[], key: 'delivered' | 'failed') =>
  series.reduce((total, point) => total + point[key], 0);

describe('statistics', () => {
  it('of a webhook to which nothing happened have no success rate, no latency, and zeros over the last 24 hours', async () => {
    const id = await quietWebhook();
    const stats = await get(`/webhooks/${id}/stats`);
    expect(stats).toEqual({
      from: expect.any(String),
      to: expect.any(String),
      bucketSeconds: 900,
      deliveries: { delivered: 0, failed: 0, cancelled: 0 },
      successRate: null,
      latencyMs: { p50: null, p95: null, p99: null },
      latencySeries: [],
      failures: [],
      series: expect.any(Array),
      backlog: { count: 0, oldestSeconds: 0 },
      health: null,
    });
    expect(stats.series[0]).toEqual({ at: stats.from, delivered: 0, failed: 0 });
    expect(stats.series.length).toBeGreaterThanOrEqual(96);
    expect(stats.series.length).toBeLessThanOrEqual(97);
  });

  it('count deliveries that ended and attempts that failed, of the webhook and of its workspace', async () => {
    const webhookId = toPublicId('wh', scene.webhookId);
    const before = await get('/stats');
    const [first, second, third] = [await scene.claimNew(), await scene.claimNew(), await scene.claimNew()];
    await scene.record(first, 'delivered', { durationMs: 40 });
    await scene.record(second, 'retry', { durationMs: 40 });
    await scene.record(third, 'failed', { durationMs: 40, errorCode: 'timeout', responseStatus: null });
    const stats = await get(`/webhooks/${webhookId}/stats`);
    expect(stats).toMatchObject({
      deliveries: { delivered: 1, failed: 1, cancelled: 0 },
      successRate: 0.5,
      failures: [
        { code: 'http-status', count: 1 },
        { code: 'timeout', count: 1 },
      ],
      backlog: { count: 1, oldestSeconds: 0 },
    });
    expect(sum(stats.series, 'delivered')).toBe(1);
    expect(sum(stats.series, 'failed')).toBe(1);
    // 40 ms stands in the bucket from 39.8 to 44.7 ms.
    expect(stats.latencyMs.p50).toBeGreaterThanOrEqual(39);
    expect(stats.latencyMs.p99).toBeLessThanOrEqual(45);
    const after = await get('/stats');
    expect(after.deliveries.delivered - before.deliveries.delivered).toBe(1);
    await scene.pool.query('delete from queue');
  });

  it('tell latency over time: of each bucket in which attempts were made, the oldest first', async () => {
    const id = await quietWebhook();
    await count(id, ago(2 * HOUR_MS), 'latency:60', 9);
    await count(id, ago(5 * HOUR_MS), 'latency:32', 9);
    await count(id, ago(5 * HOUR_MS), 'latency:60', 1);
    await count(id, ago(3 * HOUR_MS), 'delivered', 4);
    const { latencySeries, latencyMs, series } = await get(`/webhooks/${id}/stats`);
    expect(latencySeries).toHaveLength(2);
    const [before, after] = latencySeries;
    expect(before.at < after.at).toBe(true);
    expect(series.map(({ at }: { at: string }) => at)).toEqual(expect.arrayContaining([before.at, after.at]));
    // 10^(32/20) is 39.8, 10^(60/20) is 1000.
    expect(before.p50).toBeGreaterThanOrEqual(39);
    expect(before.p50).toBeLessThanOrEqual(45);
    expect(before.p95).toBeGreaterThanOrEqual(1_000);
    expect(after.p50).toBeGreaterThanOrEqual(1_000);
    expect(latencyMs.p50).toBeGreaterThanOrEqual(1_000);
  });

  it('leave test sends out', async () => {
    const id = await quietWebhook();
    await scene.instance.request('POST', `/webhooks/${id}/test`);
    expect(await get(`/webhooks/${id}/stats`)).toMatchObject({ backlog: { count: 0 } });
    const job = (await scene.claim()).find(({ webhookId }) => toPublicId('wh', webhookId) === id)!;
    await scene.record(job, 'failed');
    expect(await get(`/webhooks/${id}/stats`)).toMatchObject({
      deliveries: { delivered: 0, failed: 0, cancelled: 0 },
      failures: [],
      latencyMs: { p50: null },
      health: null,
    });
  });

  it('say how many deliveries are open, held ones too, and how long the first of them has been due', async () => {
    const webhookId = toPublicId('wh', scene.webhookId);
    const deliveryId = await scene.accept();
    await scene.accept();
    await scene.instance.request('POST', `/webhooks/${webhookId}/pause`);
    await scene.pool.query(`update queue set due_at = now() - interval '90 seconds' where delivery_id = $1`, [
      deliveryId,
    ]);
    const { backlog } = await get(`/webhooks/${webhookId}/stats`);
    expect(backlog.count).toBe(2);
    expect(backlog.oldestSeconds).toBeGreaterThanOrEqual(90);
    await scene.instance.request('POST', `/webhooks/${webhookId}/resume`, { body: { held: 'discard' } });
    expect(await get(`/webhooks/${webhookId}/stats`)).toMatchObject({
      backlog: { count: 0, oldestSeconds: 0 },
      deliveries: { cancelled: 2 },
    });
  });

  it('lose no count when many attempts are recorded at once', async () => {
    const webhookId = toPublicId('wh', scene.webhookId);
    const before = await get(`/webhooks/${webhookId}/stats`);
    for (let i = 0; i < 30; i++) await scene.accept();
    const jobs = await scene.claim();
    await Promise.all(jobs.map((job) => scene.record(job, 'delivered')));
    const after = await get(`/webhooks/${webhookId}/stats`);
    expect(after.deliveries.delivered - before.deliveries.delivered).toBe(jobs.length);
    expect(jobs.length).toBeGreaterThan(10);
    await scene.pool.query('delete from queue');
  });

  it('stay what they were when minutes are added up', async () => {
    const id = await quietWebhook();
    const day = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 72 * HOUR_MS);
    const minutes = [0, 7, 59].map((minute) => new Date(day.getTime() + minute * MINUTE_MS));
    for (const [slot, at] of minutes.entries()) {
      await count(id, at, 'delivered', 2, slot + 1);
      await count(id, at, 'delivered', 3, slot + 11);
      await count(id, at, 'code:timeout', 1, slot + 1);
    }
    await count(id, ago(HOUR_MS), 'delivered', 4, 1);
    await count(id, ago(HOUR_MS), 'delivered', 5, 2);
    await count(id, ago(0), 'delivered', 6, 3);
    const path = `/webhooks/${id}/stats?from=${day.toISOString()}`;
    const before = await get(path);
    expect(before.deliveries.delivered).toBe(30);
    expect(await foldStatistics(scene.pool, 90)).toBeGreaterThan(0);
    await count(id, minutes[1]!, 'delivered', 1, 77);
    expect(await foldStatistics(scene.pool, 90)).toBe(1);
    const after = await get(path);
    expect(after.deliveries.delivered).toBe(31);
    expect(after.failures).toEqual(before.failures);
    expect(after.series[0]).toEqual({ at: day.toISOString(), delivered: 16, failed: 0 });
  });
});

describe('the time asked for', () => {
  it.each([
    [1, 60],
    [24, 900],
    [7 * 24, 7_200],
    [30 * 24, 21_600],
    [400 * 24, 4 * 86_400],
  ])('of %i hours is answered in buckets of %i s', async (hours, bucketSeconds) => {
    const stats = await get(`/stats?from=${ago(hours * HOUR_MS).toISOString()}`);
    expect(stats.bucketSeconds).toBe(bucketSeconds);
    expect(stats.series.length).toBeLessThanOrEqual(122);
    expect(stats.series.at(-1).at < stats.to).toBe(true);
  });

  it('is never cut finer than the hours that old minutes were added up into', async () => {
    const [from, to] = [ago(73 * HOUR_MS), ago(72 * HOUR_MS)];
    const stats = await get(`/stats?from=${from.toISOString()}&to=${to.toISOString()}`);
    expect(stats.bucketSeconds).toBe(3_600);
  });

  it('bounds what is counted', async () => {
    const id = await quietWebhook();
    await count(id, ago(30 * MINUTE_MS), 'delivered', 1);
    await count(id, ago(5 * HOUR_MS), 'delivered', 10);
    await count(id, ago(30 * HOUR_MS), 'delivered', 100);
    const delivered = async (query: string) =>
      (await get(`/webhooks/${id}/stats${query}`)).deliveries.delivered;
    expect(await delivered(`?from=${ago(HOUR_MS).toISOString()}`)).toBe(1);
    expect(await delivered('')).toBe(11);
    expect(await delivered(`?to=${ago(HOUR_MS).toISOString()}`)).toBe(10);
    expect(await delivered(`?from=${ago(48 * HOUR_MS).toISOString()}`)).toBe(111);
  });

  it('is refused where it ends before it begins, or has not begun', async () => {
    for (const query of [
      `from=${ago(0).toISOString()}&to=${ago(HOUR_MS).toISOString()}`,
      `from=${ago(-HOUR_MS).toISOString()}`,
    ]) {
      const answer = await scene.instance.request('GET', `/stats?${query}`);
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: 'from' }] } });
    }
  });
});

describe('GET /stats?by=webhook', () => {
  it('tells of each webhook that is there what ended and when that was last', async () => {
    const [quiet, busy, deleted] = [await quietWebhook(), await quietWebhook(), await quietWebhook()];
    await count(busy, ago(2 * HOUR_MS), 'delivered', 3);
    await count(busy, ago(MINUTE_MS), 'failed', 1);
    await scene.instance.request('DELETE', `/webhooks/${deleted}`);
    const { webhooks, bucketSeconds } = await get('/stats?by=webhook');
    expect(bucketSeconds).toBe(3_600);
    const of = (id: string) => webhooks.find(({ webhookId }: { webhookId: string }) => webhookId === id);
    expect(of(deleted)).toBeUndefined();
    expect(of(quiet)).toMatchObject({ delivered: 0, failed: 0, successRate: null, lastDeliveryAt: null });
    expect(of(busy)).toMatchObject({ delivered: 3, failed: 1, successRate: 0.75 });
    expect(Date.parse(of(busy).lastDeliveryAt)).toBeGreaterThan(Date.now() - 3 * MINUTE_MS);
    expect(sum(of(busy).series, 'delivered')).toBe(3);
    expect(of(busy).series).toHaveLength(of(quiet).series.length);
  });

  it('is left out where it was not asked for', async () => {
    expect(await get('/stats')).not.toHaveProperty('webhooks');
  });
});

describe('the health of a webhook', () => {
  /** So long ago that a success and a failure of today come after it. */
  async function enabledDaysAgo(days: number): Promise<string> {
    const id = await quietWebhook();
    await scene.pool.query(
      `update webhooks set enabled_at = now() - make_interval(days => $2) where id = $1`,
      [parsePublicId('wh', id), days],
    );
    return id;
  }

  const health = async (id: string) => (await get(`/webhooks/${id}/stats`)).health;

  it('says since when nothing arrives, and when that disables it', async () => {
    const id = await enabledDaysAgo(1);
    await count(id, ago(10 * HOUR_MS), 'code:http-status', 1);
    await count(id, ago(5 * HOUR_MS), 'delivered', 1);
    await count(id, ago(3 * HOUR_MS), 'code:timeout', 7);
    await count(id, ago(HOUR_MS), 'code:http-status', 30);
    const { failingSince, disablesAt, lastDeliveredAt } = await health(id);
    const hoursAgo = (time: string) => Math.round((Date.now() - Date.parse(time)) / HOUR_MS);
    expect([failingSince, lastDeliveredAt, disablesAt].map(hoursAgo)).toEqual([3, 5, 5 - 5 * 24]);
    await scene.instance.request('POST', `/webhooks/${id}/pause`);
    expect(await health(id)).toMatchObject({ disablesAt: null });
  });

  it('is good once a delivery arrived', async () => {
    const id = await enabledDaysAgo(1);
    await count(id, ago(HOUR_MS), 'code:timeout', 7);
    expect(await health(id)).not.toBeNull();
    await count(id, ago(0), 'delivered', 1);
    expect(await health(id)).toBeNull();
  });

  it('begins anew when a person enables it, and does not suffer from what was not the receiver', async () => {
    const id = await enabledDaysAgo(0);
    await count(id, ago(HOUR_MS), 'code:timeout', 7);
    await count(id, ago(0), 'code:unknown-outcome', 7);
    expect(await health(id)).toBeNull();
  });
});
