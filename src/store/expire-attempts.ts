import type { AttemptKey } from '../contract/outcome.js';
import type { Db } from './db.js';
import { CLOSE_ATTEMPT } from './fence.js';

/** A workflow that was signalled after its attempt was lost has this long before the delivery is taken from it. */
const NUDGE_GRACE_SECONDS = 30;

/** `direct`: it was the dispatcher's own. */
export type LostAttempt = AttemptKey & { direct: boolean };

/**
 * Closes attempts past their deadline: nobody knows whether the receiver got the POST, so each is kept as an
 * `unknown-outcome` that uses up nothing. Answers the deliveries that shall be tried again: the dispatcher's own are in the
 * queue once more, the others have a workflow.
 */
export async function expireAttempts(
  db: Db,
  options: { limit: number; deliveryId?: string },
): Promise<LostAttempt[]> {
  const { rows } = await db.query<{ delivery_id: string; generation: number; direct: boolean }>(
    `with target as materialized (
       select q.*, w.url, (q.cancel_reason is not null or w.id is null or w.deleted_at is not null) as ends,
         coalesce(q.cancel_reason, 'webhook-deleted') as end_reason
       from queue q left join webhooks w on w.id = q.webhook_id
       where q.state = 'sending' and q.check_at < now() and q.deadline < now()
         and ($2::uuid is null or q.delivery_id = $2)
       order by q.check_at limit $1
       for update of q skip locked
     ),
     counted as (
       update deliveries d set next_seq = d.next_seq + 1, last_response_status = null,
         last_error_code = 'unknown-outcome', last_duration_ms = null,
         status = case when t.ends then 'cancelled' else d.status end,
         reason = case when t.ends then t.end_reason else d.reason end,
         finished_at = case when t.ends then now() end,
         attempt_count = t.charged, without_workflow = t.ends and t.direct
       from target t where d.id = t.delivery_id
       returning d.id, d.next_seq - 1 as seq
     ),
     noted as (
       insert into attempts (delivery_id, seq, id, run, number, trigger, started_at, url, error_code, error_message)
       select t.delivery_id, c.seq, t.token, t.run, t.charged + 1, t.trigger, t.claimed_at, coalesce(t.url, ''),
         'unknown-outcome', 'The attempt was cut off before its outcome was recorded.'
       from target t join counted c on c.id = t.delivery_id
     ),
     done as (
       delete from queue q using target t where q.delivery_id = t.delivery_id and t.ends
     ),
     freed as (
       update queue q set ${CLOSE_ATTEMPT}, due_at = now(), state = case when t.direct then 'queued' else 'retrying' end,
         check_at = now() + interval '${NUDGE_GRACE_SECONDS} seconds'
       from target t where q.delivery_id = t.delivery_id and not t.ends
     )
     select delivery_id, generation, direct from target where not ends`,
    [options.limit, options.deliveryId ?? null],
  );
  return rows.map((row) => ({ deliveryId: row.delivery_id, generation: row.generation, direct: row.direct }));
}
