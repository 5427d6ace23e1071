import type { Db } from './db.js';

export interface QueueLag {
  /** How long the oldest of these deliveries has been due that only the workers hold up; 0: none. */
  oldestSeconds: number;
  /** Where the walk over webhooks goes on; undefined: it reached its end. */
  nextCursor: string | undefined;
}

export const START_OF_WALK = '00000000-0000-0000-0000-000000000000';
const WEBHOOKS_PER_LOOK = 500;

// One probe a webhook that has queued rows, however many they are. Rows that a webhook itself holds up say nothing of the
// workers: it is held, has a rate limit, has half of its cap in flight already (what ends is replaced a moment later, so
// that it is seldom seen at all of it), or its attempts time out, by the counts of this
// minute and the one before.
const LAG = `
with recursive walk(webhook_id) as (
  (select webhook_id from queue where state = 'queued' and handover_at is null and webhook_id > $1
   order by webhook_id limit 1)
  union all
  select n.webhook_id from walk cross join lateral (
    select q.webhook_id from queue q
    where q.state = 'queued' and q.handover_at is null and q.webhook_id > walk.webhook_id
    order by q.webhook_id limit 1
  ) n
),
visited as materialized (select webhook_id from walk limit ${WEBHOOKS_PER_LOOK}),
waiting as materialized (
  select v.webhook_id, due.due_at from visited v cross join lateral (
    select q.due_at from queue q
    where q.webhook_id = v.webhook_id and q.state = 'queued' and q.handover_at is null and q.due_at < now()
    order by q.due_at limit 1
  ) due
),
held_up_by_us as (
  select t.due_at from waiting t
  cross join lateral (select * from webhooks where id = t.webhook_id limit 1) w
  where w.status = 'enabled' and w.deleted_at is null and w.rate_limit_per_second is null
    and (select count(*) from (
      select from queue s where s.webhook_id = w.id and s.state = 'sending' limit w.max_concurrency
    ) in_flight) * 2 < w.max_concurrency
    and (
      select coalesce(sum(count) filter (where measure = 'code:timeout'), 0) * 2
        <= coalesce(sum(count) filter (where measure = 'delivered'), 0)
      from stats_minute
      where webhook_id = w.id and minute in (date_trunc('minute', now()), date_trunc('minute', now()) - interval '1 minute')
    )
)
select (select count(*)::int from visited) as visited, (select max(webhook_id::text) from visited) as last,
  coalesce((select extract(epoch from now() - min(due_at)) from held_up_by_us), 0)::float8 as oldest`;

/** Whether the workers keep up, of some webhooks from `cursor` on. */
export async function readQueueLag(db: Db, cursor: string): Promise<QueueLag> {
  const { rows } = await db.query<{ visited: number; last: string | null; oldest: number }>({
    name: 'read-queue-lag',
    text: LAG,
    values: [cursor],
  });
  const { visited, last, oldest } = rows[0]!;
  return {
    oldestSeconds: oldest,
    nextCursor: visited === WEBHOOKS_PER_LOOK && last !== null ? last : undefined,
  };
}
