import type { Db } from './db.js';

/** Ends what an accept that raced a DELETE of its webhook left behind. */
export async function cancelOrphans(db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `with target as materialized (
       select q.delivery_id from webhooks w
       cross join lateral (
         select delivery_id from queue where webhook_id = w.id and token is null limit $1 for update skip locked
       ) q
       where w.deleted_at > now() - interval '31 days'
     ),
     done as (
       delete from queue q using target t where q.delivery_id = t.delivery_id and q.token is null
       returning q.delivery_id, q.charged
     )
     update deliveries d set status = 'cancelled', reason = 'webhook-deleted', finished_at = now(), attempt_count = done.charged
     from done where d.id = done.delivery_id`,
    [limit],
  );
  return rowCount ?? 0;
}
