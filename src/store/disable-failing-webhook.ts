import type { Db } from './db.js';

export const DAYS_WITHOUT_SUCCESS = 5;
const FAILED_DELIVERIES = 20;
/** Failures of older events say little about a receiver of today. */
const WINDOW_DAYS = 30;

/** What a person reads as `statusReason`. */
const REASON = `No delivery succeeded for ${DAYS_WITHOUT_SUCCESS} days, and at least ${FAILED_DELIVERIES} failed.`;

const IN_WINDOW = `posthorn_uuid_at(now() - interval '${WINDOW_DAYS} days')`;
const FLOOR = 'greatest(w.enabled_at, w.succeeded_at)';
const IS_DUE = `w.status = 'enabled' and w.deleted_at is null
  and ${FLOOR} < now() - interval '${DAYS_WITHOUT_SUCCESS} days'`;

// Hops from one failing webhook to the next along deliveries_failed: its cost is in their number, not in that of
// webhooks or deliveries.
const FIND = `
with recursive failing as (
  (select d.webhook_id from deliveries d where d.ended_badly = 'failed' and d.id >= ${IN_WINDOW}
   order by d.webhook_id limit 1)
  union all
  select (
    select d.webhook_id from deliveries d
    where d.ended_badly = 'failed' and d.id >= ${IN_WINDOW} and d.webhook_id > f.webhook_id
    order by d.webhook_id limit 1)
  from failing f where f.webhook_id is not null
)
select w.id from failing f join webhooks w on w.id = f.webhook_id
where ${IS_DUE} and (
  select count(*) from (
    select from deliveries d
    where d.webhook_id = w.id and d.ended_badly = 'failed' and not d.test
      and d.id >= ${IN_WINDOW} and d.id >= posthorn_uuid_at(${FLOOR})
    limit ${FAILED_DELIVERIES}) enough
) = ${FAILED_DELIVERIES}`;

/** Webhooks with so many failed deliveries, and as far as is known no success for so long. */
export async function findFailingWebhooks(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(FIND);
  return rows.map(({ id }) => id);
}

/** Looks for a success that is not known yet and notes it: the webhook is then due five days after it. */
export async function noteSuccess(db: Db, webhookId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `with newest as (
       select coalesce(
         (select d.finished_at from deliveries d
          where d.webhook_id = w.id and d.status = 'delivered' and not d.test
            and d.finished_at > greatest(${FLOOR}, now() - interval '${DAYS_WITHOUT_SUCCESS} days')
          order by d.id desc limit 1),
         (select max(d.finished_at) from deliveries d
          where d.webhook_id = w.id and d.status = 'delivered' and not d.test and d.finished_at > ${FLOOR})
       ) as at
       from webhooks w where w.id = $1
     )
     update webhooks w set succeeded_at = newest.at from newest where w.id = $1 and newest.at is not null`,
    [webhookId],
  );
  return rowCount === 1;
}

/** False: somebody enabled, paused or deleted it meanwhile. */
export async function disableFailingWebhook(db: Db, webhookId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update webhooks w set status = 'disabled', status_reason = $2, updated_at = now()
     where w.id = $1 and ${IS_DUE}`,
    [webhookId, REASON],
  );
  return rowCount === 1;
}
