import { QUEUE_CHANNEL } from './accept-statement.js';
import type { Db } from './db.js';

/** Takes deliveries from workflows that are a minute late for them: lost, terminated, or of a wiped Temporal store. */
export async function requeueOverdue(db: Db, limit: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `with target as materialized (
       select delivery_id from queue where state = 'retrying' and check_at < now()
       order by check_at limit $1 for update skip locked
     ),
     parked as (
       update queue q set state = 'queued', generation = q.generation + 1, check_at = null
       from target t where q.delivery_id = t.delivery_id
       returning q.delivery_id, q.generation
     ),
     counted as (
       update deliveries d set generation = p.generation from parked p where d.id = p.delivery_id returning d.id
     ),
     woken as (select pg_notify('${QUEUE_CHANNEL}', '') from (select from parked limit 1) any_parked)
     select (select count(*)::int from counted) as count, (select count(*) from woken)`,
    [limit],
  );
  return rows[0]!.count;
}
