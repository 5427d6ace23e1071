import type { AttemptKey } from '../contract/outcome.js';
import { QUEUE_CHANNEL } from './accept-statement.js';
import type { Db } from './db.js';
import { CLOSE_ATTEMPT } from './fence.js';

/**
 * Takes a delivery from its workflow and gives it to the dispatcher, under the next generation: whatever that workflow
 * still does is stale. A token is kept out: an attempt in flight stays its own. False when the row was not the key's.
 *
 * `token`: of an attempt that was begun and shall not take place; it counts as no try.
 */
export async function requeueDelivery(
  db: Db,
  key: AttemptKey,
  options: { token?: string; delayMs?: number } = {},
): Promise<boolean> {
  const { rows } = await db.query<{ due: boolean }>(
    `with parked as (
       update queue q set ${CLOSE_ATTEMPT}, state = 'queued', generation = q.generation + 1, handover_at = null,
         tries = q.tries - case when q.token is null then 0 else 1 end,
         due_at = greatest(q.due_at, now()) + make_interval(secs => $4 / 1000.0), check_at = null
       where q.delivery_id = $1 and q.generation = $2 and q.token is not distinct from $3::uuid
       returning q.delivery_id, q.generation
     ),
     counted as (
       update deliveries d set generation = p.generation from parked p where d.id = p.delivery_id
     )
     select pg_notify('${QUEUE_CHANNEL}', '') from parked`,
    [key.deliveryId, key.generation, options.token ?? null, options.delayMs ?? 0],
  );
  return rows.length > 0;
}
