import type { Db } from './db.js';
import { isOfEvent, QUEUED } from './of-event.js';

const ROWS_PER_STATEMENT = 1_000;

/**
 * Ends every open delivery of a webhook or an event, test sends included; those with an attempt in flight end with its
 * record. Answers how many it ended.
 */
export async function cancelOpenDeliveries(
  db: Db,
  scope: { webhookId: string } | { eventId: string },
  reason: string,
): Promise<number> {
  const [condition, id] =
    'webhookId' in scope
      ? (['q.webhook_id = $1', scope.webhookId] as const)
      : ([isOfEvent(QUEUED, '$1::uuid'), scope.eventId] as const);
  let cancelled = 0;
  for (;;) {
    const { rows } = await db.query<{ seen: number; cancelled: number }>(
      `with target as materialized (
         select q.* from queue q where ${condition} and q.cancel_reason is null
         order by q.delivery_id limit ${ROWS_PER_STATEMENT} for update
       ),
       done as (
         delete from queue q using target t where q.delivery_id = t.delivery_id and t.token is null
         returning q.delivery_id, q.charged, q.handover_at
       ),
       flagged as (
         update queue q set cancel_reason = $2 from target t where q.delivery_id = t.delivery_id and t.token is not null
       ),
       closed as (
         update deliveries d set status = 'cancelled', reason = $2, finished_at = now(), attempt_count = done.charged,
           without_workflow = done.handover_at is not null
         from done where d.id = done.delivery_id
       )
       select (select count(*)::int from target) as seen, (select count(*)::int from done) as cancelled`,
      [id, reason],
    );
    const { seen = 0, cancelled: ended = 0 } = rows[0] ?? {};
    cancelled += ended;
    if (seen === 0) return cancelled;
  }
}

/** Attempts of a webhook whose POST may still begin: what DELETE waits for. */
export async function liveTokens(db: Db, webhookId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from queue
     where webhook_id = $1 and state = 'sending' and claimed_at > now() - interval '3 seconds'`,
    [webhookId],
  );
  return rows[0]!.count;
}
