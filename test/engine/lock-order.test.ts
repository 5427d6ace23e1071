import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelOpenDeliveries } from '../../src/store/cancel-open-deliveries.js';
import { inTransaction } from '../../src/store/db.js';
import { lockWebhook } from '../../src/store/lock-webhook.js';
import { dropPartitions } from '../../src/store/partitions.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';
import { until } from '../support/until.js';

describe('statements that meet', () => {
  let scene: EngineScene;

  beforeAll(async () => {
    scene = await startEngineScene();
  });
  afterAll(() => scene.stop());

  /** Until some statement waits for a lock. */
  const isBlocked = () =>
    until(async () => {
      const { rowCount } = await scene.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount === 0 ? undefined : true;
    });

  const makeDay = async (day: string): Promise<void> => {
    for (const table of ['events', 'deliveries', 'attempts']) {
      await scene.pool.query(
        `create table ${table}_${day.replaceAll('-', '')} partition of ${table}
         for values from (posthorn_uuid_at('${day}Z')) to (posthorn_uuid_at('${day}Z'::timestamptz + interval '1 day'))`,
      );
    }
  };

  it('do not deadlock when a 410 is recorded while a discard holds the webhook', async () => {
    const job = await scene.claimNew();
    const { recorded, cancelled } = await inTransaction(scene.pool, async (db) => {
      await lockWebhook(db, 'default', scene.webhookId);
      const recorded = scene.record(job, 'gone', { responseStatus: 410, errorCode: 'gone' });
      await isBlocked();
      return {
        recorded,
        cancelled: await cancelOpenDeliveries(db, { webhookId: scene.webhookId }, 'discarded'),
      };
    });
    expect(cancelled).toBe(0);
    expect(await recorded).toMatchObject({ kind: 'cancelled' });
    await scene.pool.query(`update webhooks set status = 'enabled' where id = $1`, [scene.webhookId]);
  });

  it('do not deadlock when a day is dropped under an accept that has written its event', async () => {
    await makeDay('2020-01-01');
    const { dropping } = await inTransaction(scene.pool, async (db) => {
      await db.query('select from events limit 0');
      const dropping = dropPartitions(scene.pool, 31);
      await isBlocked();
      await db.query('select from deliveries limit 0');
      await db.query('select from attempts limit 0');
      return { dropping };
    });
    expect((await dropping).sort()).toEqual(['attempts_20200101', 'deliveries_20200101', 'events_20200101']);
  });

  it('keep a whole day of which one delivery is still open', async () => {
    await makeDay('2020-01-03');
    await scene.pool.query(
      `insert into queue (delivery_id, event_id, webhook_id, workspace_id, due_at)
       select id, id, $1::uuid, 'default', 'infinity' from posthorn_uuid_at('2020-01-03 12:00Z') id`,
      [scene.webhookId],
    );
    expect(await dropPartitions(scene.pool, 31)).toEqual([]);
  });
});
