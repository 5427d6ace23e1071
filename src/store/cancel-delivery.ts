import { workflowIdOf } from '../contract/workflow-id.js';
import type { Db } from './db.js';

export type Cancelled =
  /** Ended; its workflow, if there is one, has nothing left to do. */
  | { kind: 'cancelled'; workflowId: string }
  /** An attempt is in flight: its record ends the delivery, as delivered if it was. */
  | { kind: 'flagged' }
  | { kind: 'over' };

/** `generation`: only if that workflow execution still owns the delivery. */
export async function cancelDelivery(
  db: Db,
  deliveryId: string,
  options: { reason?: string; generation?: number } = {},
): Promise<Cancelled> {
  const { rows } = await db.query<{ generation: number; in_flight: boolean }>(
    `with target as materialized (
       select q.* from queue q
       where q.delivery_id = $1 and ($3::int is null or q.generation = $3) for update
     ),
     done as (
       delete from queue q using target t where q.delivery_id = t.delivery_id and t.token is null
       returning q.delivery_id, q.charged, q.handover_at
     ),
     flagged as (
       update queue q set cancel_reason = coalesce(q.cancel_reason, $2) from target t
       where q.delivery_id = t.delivery_id and t.token is not null
     ),
     closed as (
       update deliveries d set status = 'cancelled', reason = $2, finished_at = now(), attempt_count = done.charged,
         without_workflow = done.handover_at is not null
       from done where d.id = done.delivery_id
     )
     select generation, token is not null as in_flight from target`,
    [deliveryId, options.reason ?? 'cancelled', options.generation ?? null],
  );
  const [row] = rows;
  if (!row) return { kind: 'over' };
  if (row.in_flight) return { kind: 'flagged' };
  return { kind: 'cancelled', workflowId: workflowIdOf(deliveryId, row.generation) };
}
