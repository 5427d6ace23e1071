import { afterAll, beforeAll, expect, it } from 'vitest';
import { newUuid } from '../../src/ids.js';
import { inTransaction } from '../../src/store/db.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

it('each index says which query needs it, save those that keep a key unique', async () => {
  const { rows } = await instance.ctx.pool.query<{ name: string }>(
    `select c.relname as name from pg_index i
     join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'public'::regnamespace and not c.relispartition
       and c.relname not like 'schema_migrations%'
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
       and obj_description(c.oid, 'pg_class') is null`,
  );
  expect(rows).toEqual([]);
});

it('a delivery that arrives is updated in place: no index of its table names what a success changes', async () => {
  const { pool } = instance.ctx;
  const id = newUuid();
  const updates = await inTransaction(pool, async (db) => {
    await db.query(
      `insert into deliveries (id, event_id, webhook_id, workspace_id, event_type, subject)
       values ($1, $1, $2, 'default', 'lead.created', 'lead')`,
      [id, newUuid()],
    );
    await db.query(
      `update deliveries set status = 'delivered', finished_at = now(), attempt_count = 1, maximum_attempts = 3, next_seq = 2,
         without_workflow = true, last_response_status = 200, last_duration_ms = 12 where id = $1`,
      [id],
    );
    const { rows } = await db.query<{ made: number; in_place: number }>(
      `select sum(pg_stat_get_xact_tuples_updated(inhrelid))::int as made,
         sum(pg_stat_get_xact_tuples_hot_updated(inhrelid))::int as in_place
       from pg_inherits where inhparent = 'deliveries'::regclass`,
    );
    return rows;
  });
  expect(updates).toEqual([{ made: 1, in_place: 1 }]);
});
