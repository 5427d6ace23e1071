import { afterAll, beforeAll, expect, it } from 'vitest';
import { eraseExpiredPayloads } from '../../src/store/erase-expired-payloads.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

/** More than two statements erase. */
const EVENTS = 1_100;

let scene: EngineScene;
beforeAll(async () => {
  scene = await startEngineScene();
});
afterAll(() => scene.stop());

it('erases every payload past its retention once, and cancels what is still open on one', async () => {
  const { pool, webhookId } = scene;
  for (const table of ['events', 'deliveries', 'attempts']) {
    await pool.query(
      `create table ${table}_20200101 partition of ${table}
       for values from (posthorn_uuid_at('2020-01-01Z')) to (posthorn_uuid_at('2020-01-02Z'))`,
    );
  }
  await pool.query(
    `with old as (
       insert into events (id, workspace_id, type, occurred_at, payload)
       select posthorn_uuid_at('2020-01-01Z'::timestamptz + make_interval(secs => n)), 'default', 'lead.created', now(), '{}'
       from generate_series(1, ${EVENTS}) n
       returning id
     ),
     made as (
       insert into deliveries (id, event_id, webhook_id, workspace_id, event_type)
       select posthorn_delivery_id(id, $1), id, $1, 'default', 'lead.created' from old
       returning id, event_id
     )
     insert into queue (delivery_id, event_id, webhook_id, workspace_id)
     select id, event_id, $1, 'default' from made`,
    [webhookId],
  );
  const fresh = await scene.accept();
  expect(await eraseExpiredPayloads(pool, 31)).toBe(EVENTS);
  expect(await eraseExpiredPayloads(pool, 31)).toBe(0);
  const { rows } = await pool.query(
    'select status, reason, count(*)::int as count from deliveries group by status, reason order by status',
  );
  expect(rows).toEqual([
    { status: 'cancelled', reason: 'payload-erased', count: EVENTS },
    { status: 'open', reason: null, count: 1 },
  ]);
  expect((await scene.claim()).map((job) => job.deliveryId)).toEqual([fresh]);
});
