import type { AttemptKey } from '../contract/outcome.js';
import type { Db } from './db.js';

/** Ends an attempt in flight, and its delivery, without a POST: a poisonous or an erased one. */
export async function finishDelivery(
  db: Db,
  key: AttemptKey,
  token: string,
  result: { status: 'failed' | 'cancelled'; reason: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with done as (
       delete from queue where delivery_id = $1 and generation = $2 and token = $3 returning delivery_id, charged, direct
     )
     update deliveries d set status = $4, reason = $5, finished_at = now(), attempt_count = done.charged,
       without_workflow = done.direct,
       last_error_code = case when $4 = 'failed' then $5 else d.last_error_code end
     from done where d.id = done.delivery_id`,
    [key.deliveryId, key.generation, token, result.status, result.reason],
  );
  return (rowCount ?? 0) > 0;
}
