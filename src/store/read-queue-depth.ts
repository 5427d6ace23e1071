import type { Db } from './db.js';

/** Up to so many rows are counted; of a longer queue Postgres' own running count is told, which is some seconds behind at most. */
const COUNTED = 100_000;
/** Of the deliveries that wait for their workflow, those that have for longest. */
const HANDOVERS_LOOKED_AT = 100;

// Whatever is queued, this reads one row for each webhook that has any: its oldest. What is not queued is in flight, or has
// its timer in Temporal, and both are limited; it is found by its `check_at`, whatever the planner knows of the states.
const DEPTH = `
with recursive walk(webhook_id, due_at) as (
  (select webhook_id, due_at from queue where state = 'queued' and handover_at is null order by webhook_id, due_at limit 1)
  union all
  select n.webhook_id, n.due_at from walk cross join lateral (
    select q.webhook_id, q.due_at from queue q
    where q.state = 'queued' and q.handover_at is null and q.webhook_id > walk.webhook_id
    order by q.webhook_id, q.due_at limit 1
  ) n
),
unsettled as materialized (
  select count(*) filter (where state = 'sending')::int as sending, count(*) filter (where state = 'retrying')::int as retrying
  from queue where state <> 'queued' and check_at > '-infinity'
),
live as materialized (select pg_stat_get_live_tuples('queue'::regclass) as count),
oldest as (
  select walk.due_at from walk
  cross join lateral (select * from webhooks where id = walk.webhook_id limit 1) w
  where walk.due_at <= now() and w.status = 'enabled' and w.deleted_at is null
  union all
  (select due_at from queue where state = 'queued' and test and due_at <= now() order by due_at limit 1)
  union all
  select h.due_at from (
    select q.due_at, q.webhook_id from queue q where q.handover_at is not null
    order by q.handover_at limit ${HANDOVERS_LOOKED_AT}
  ) h
  cross join lateral (select * from webhooks where id = h.webhook_id limit 1) w
  where h.due_at <= now() and w.status = 'enabled' and w.deleted_at is null
)
select unsettled.sending, unsettled.retrying,
  case
    when live.count > ${COUNTED} then greatest(0, live.count - unsettled.sending - unsettled.retrying)
    else (select count(*) from queue where state = 'queued')
  end::int as queued,
  coalesce((select extract(epoch from now() - min(due_at)) from oldest), 0)::float8 as oldest
from unsettled, live`;

/** Queue rows by state, and how long the oldest one has been due that waits for the dispatcher and may be sent. */
export async function readQueueDepth(db: Db): Promise<{
  depth: { queued: number; sending: number; retrying: number };
  oldestDueSeconds: number;
}> {
  const { rows } = await db.query<{ queued: number; sending: number; retrying: number; oldest: number }>(
    DEPTH,
  );
  const { queued, sending, retrying, oldest } = rows[0]!;
  return { depth: { queued, sending, retrying }, oldestDueSeconds: oldest };
}
