import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readQueueLag, START_OF_WALK } from '../../src/store/read-queue-lag.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

describe('how far the workers are behind', () => {
  let scene: EngineScene;
  beforeAll(async () => {
    scene = await startEngineScene({ maxConcurrency: 4 });
  });
  afterAll(() => scene.stop());

  const DEFAULTS = `status = 'enabled', rate_limit_per_second = null`;
  const lag = async () => (await readQueueLag(scene.pool, START_OF_WALK)).oldestSeconds;
  const change = (fields: string) => scene.pool.query(`update webhooks set ${fields}`);

  /** Four deliveries, due for 100 s. */
  beforeEach(async () => {
    await scene.pool.query('delete from queue');
    await scene.pool.query('delete from stats_minute');
    await change(DEFAULTS);
    for (let n = 0; n < 4; n++) await scene.accept();
    await scene.pool.query(`update queue set due_at = now() - interval '100 seconds'`);
  });

  it('is the age of the oldest delivery that nothing but they hold up', async () => {
    expect(await lag()).toBeGreaterThanOrEqual(100);
    await scene.pool.query('delete from queue');
    expect(await lag()).toBe(0);
  });

  it.each([
    ['is paused', `status = 'paused'`],
    ['is disabled', `status = 'disabled'`],
    ['has a rate limit', 'rate_limit_per_second = 1'],
  ])('does not count what waits because its webhook %s', async (_, fields) => {
    await change(fields);
    expect(await lag()).toBe(0);
  });

  it('does not count what waits for the concurrency of its webhook', async () => {
    expect(await scene.claim(1)).toHaveLength(1);
    expect(await lag()).toBeGreaterThanOrEqual(100);
    expect(await scene.claim(1)).toHaveLength(1);
    expect(await lag()).toBe(0);
  });

  it('does not count what waits behind attempts that time out', async () => {
    const [first, second] = await scene.claim(2);
    await scene.record(first!, 'retry', { errorCode: 'timeout', responseStatus: null });
    await scene.record(second!, 'retry', { errorCode: 'timeout', responseStatus: null });
    expect(await lag()).toBe(0);
    // Few of many time out: that is no reason.
    await scene.pool.query(
      `insert into stats_minute (webhook_id, minute, measure, slot, workspace_id, count)
       values ($1, date_trunc('minute', now()), 'delivered', 0, 'default', 5)`,
      [scene.webhookId],
    );
    expect(await lag()).toBeGreaterThanOrEqual(100);
  });

  it('does not count what waits for its workflow, or is not due', async () => {
    await scene.pool.query('update queue set handover_at = now()');
    expect(await lag()).toBe(0);
    await scene.pool.query(`update queue set handover_at = null, due_at = now() + interval '1 hour'`);
    expect(await lag()).toBe(0);
  });

  it('goes on where it ended, where there are many webhooks', async () => {
    await scene.pool.query(
      `insert into queue (delivery_id, event_id, webhook_id, workspace_id)
       select gen_random_uuid(), gen_random_uuid(), ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'default'
       from generate_series(1, 600) n`,
    );
    const { oldestSeconds, nextCursor } = await readQueueLag(scene.pool, START_OF_WALK);
    expect(oldestSeconds).toBe(0);
    const rest = await readQueueLag(scene.pool, nextCursor!);
    expect(rest.oldestSeconds).toBeGreaterThanOrEqual(100);
    expect(rest.nextCursor).toBeUndefined();
  });
});
