import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Permits } from '../../src/dispatch/permits.js';
import { Sweeper } from '../../src/dispatch/sweeper.js';
import { TemporalHealth } from '../../src/dispatch/temporal-health.js';
import { newUuid } from '../../src/ids.js';
import { inTransaction } from '../../src/store/db.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';
import { until } from '../support/until.js';

describe('the sweeper', () => {
  let scene: EngineScene;
  let sweeper: Sweeper;

  beforeEach(async () => {
    scene = await startEngineScene();
    const { ctx } = scene.instance;
    const health = new TemporalHealth(ctx, () => undefined);
    sweeper = new Sweeper({ ctx, permits: new Permits(), health, workerId: newUuid() });
  });
  afterEach(async () => {
    await sweeper.stop();
    await scene.stop();
  });

  it('finds lost attempts, and shows that its worker lives, while it erases a large workspace', async () => {
    const { instance, pool } = scene;
    await instance.request('PUT', '/workspaces/doomed', { body: { name: 'Doomed' } });
    await pool.query(
      `insert into queue (delivery_id, event_id, webhook_id, workspace_id)
       values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'doomed')`,
    );
    await instance.request('DELETE', '/workspaces/doomed');
    // Long enough ago that no accept can be under way.
    await pool.query(`update workspaces set deleted_at = now() - interval '2 minutes' where id = 'doomed'`);
    const job = await scene.claimNew();
    await inTransaction(pool, async (db) => {
      // As an erasure that takes long.
      await db.query(`select from queue where workspace_id = 'doomed' for update`);
      sweeper.start();
      await until(async () => {
        const { rowCount } = await pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rowCount === 0 ? undefined : true;
      });
      await scene.passDeadline(job);
      await expect
        .poll(() => scene.attemptsOf(job), { timeout: 10_000 })
        .toMatchObject([{ number: 1, error_code: 'unknown-outcome' }]);
    });
    await until(async () => {
      const { rowCount } = await pool.query(`select from workspaces where id = 'doomed'`);
      return rowCount === 0 ? true : undefined;
    });
  });
});
