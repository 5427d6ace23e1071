import type { RetryPolicyInput } from '../contract/retry-policy.js';
import type { AttemptKey } from '../contract/outcome.js';
import type { Db } from './db.js';
import { TIMERS_PER_PERMIT } from './fence.js';

/** A delivery whose first attempt the dispatcher made, and which waits for the workflow that goes on with it. */
export interface Handover extends AttemptKey {
  eventType: string;
  webhookId: string;
  url: string;
  timeoutMs: number;
  charged: number;
  test: boolean;
  retryPolicy: RetryPolicyInput | null;
  /** Of the attempt that failed. */
  message: string | null;
  dueInMs: number;
  /** Since its first attempt failed, or since it was last tried to start its workflow. */
  waitedMs: number;
}

/** Longer than a start may take: then another dispatcher may try. */
const LEASE_SECONDS = 10;

// What belongs to a row is looked up by its key, one by one: a plan that is kept might go through all deliveries for it.
// Rows that shall not wait in Temporal, because their webhook has its share of timers there or is held, stay in the queue
// until they are due, when the claim takes them as any other.
const TAKE = `
with target as materialized (
  select q.delivery_id, q.webhook_id, q.handover_at from queue q
  where q.handover_at <= now()
  order by q.handover_at limit $1
  for update skip locked
),
judged as materialized (
  select t.delivery_id, t.handover_at,
    w.status = 'enabled' and w.deleted_at is null and w.max_concurrency * ${TIMERS_PER_PERMIT} >= (
      row_number() over (partition by t.webhook_id order by t.delivery_id) + (
        select count(*) from (
          select from queue x where x.webhook_id = t.webhook_id and x.state = 'retrying'
          limit w.max_concurrency * ${TIMERS_PER_PERMIT}
        ) timers)) as starts
  from target t cross join lateral (select * from webhooks where id = t.webhook_id limit 1) w
),
taken as (
  update queue q set handover_at = case when j.starts then now() + interval '${LEASE_SECONDS} seconds' end
  from judged j where q.delivery_id = j.delivery_id
  returning q.*, j.handover_at as waited_since
)
select q.delivery_id, q.generation, d.event_type, q.webhook_id, w.url, coalesce(w.timeout_ms, $2::int) as timeout_ms,
  q.charged, q.test, w.retry_policy, a.error_message as message,
  (extract(epoch from q.due_at - now()) * 1000)::float8 as due_in_ms,
  (extract(epoch from now() - q.waited_since) * 1000)::float8 as waited_ms, q.handover_at is not null as starts
from taken q
cross join lateral (select * from webhooks where id = q.webhook_id limit 1) w
cross join lateral (select * from deliveries where id = q.delivery_id limit 1) d
left join lateral (
  select error_message from attempts where delivery_id = q.delivery_id and seq = d.next_seq - 1 limit 1
) a on true`;

/** `seen`: how many rows were looked at; fewer than the limit: there are no more now. */
export async function takeHandovers(
  db: Db,
  options: { limit: number; defaultTimeoutMs: number },
): Promise<{ seen: number; handovers: Handover[] }> {
  const { rows } = await db.query<{
    delivery_id: string;
    generation: number;
    event_type: string;
    webhook_id: string;
    url: string;
    timeout_ms: number;
    charged: number;
    test: boolean;
    retry_policy: RetryPolicyInput | null;
    message: string | null;
    due_in_ms: number;
    waited_ms: number;
    starts: boolean;
  }>({ name: 'take-handovers', text: TAKE, values: [options.limit, options.defaultTimeoutMs] });
  const handovers = rows
    .filter(({ starts }) => starts)
    .map((row) => ({
      deliveryId: row.delivery_id,
      generation: row.generation,
      eventType: row.event_type,
      webhookId: row.webhook_id,
      url: row.url,
      timeoutMs: row.timeout_ms,
      charged: row.charged,
      test: row.test,
      retryPolicy: row.retry_policy,
      message: row.message,
      dueInMs: row.due_in_ms,
      waitedMs: row.waited_ms,
    }));
  return { seen: rows.length, handovers };
}

// The last condition is written so that the rows are found by their keys: by the index of those that wait, as good as always
// empty by its statistics, it would read through the remains of all that waited since the last vacuum.
/** Their workflows have them now. Rows that moved on meanwhile, by their workflow or by a retry now, stay as they are. */
export async function markHandedOver(db: Db, keys: readonly AttemptKey[]): Promise<void> {
  if (keys.length === 0) return;
  await db.query(
    `update queue q set state = 'retrying', handover_at = null
     from unnest($1::uuid[], $2::int[]) as k(delivery_id, generation)
     where q.delivery_id = k.delivery_id and q.generation = k.generation
       and q.state = 'queued' and coalesce(q.handover_at, '-infinity') > '-infinity'`,
    [keys.map(({ deliveryId }) => deliveryId), keys.map(({ generation }) => generation)],
  );
}
