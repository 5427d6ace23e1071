import { type AttemptJob, JOB_COLUMNS, type JobRow, toAttemptJob } from './attempt-job.js';
import type { Db } from './db.js';
import { openAttempt } from './fence.js';

export interface ClaimRequest {
  /** Where the walk over ready webhooks goes on; the nil UUID is its start. */
  cursor: string;
  limit: number;
  owner: string;
  liveWorkers: number;
  defaultTimeoutMs: number;
  /** Attempts in flight in this process, by webhook. */
  inFlight: ReadonlyMap<string, number>;
  /** What the rate limiters of this process allow now, by webhook. */
  rateAllowance: ReadonlyMap<string, number>;
  /** Webhooks whose last attempt timed out share `slowLimit`. */
  slowWebhooks: readonly string[];
  slowLimit: number;
}

export interface Claim {
  jobs: AttemptJob[];
  /** The cursor of the next call; undefined when the walk reached its end. */
  nextCursor: string | undefined;
}

const WEBHOOKS_PER_WALK = 64;

// One index probe a ready webhook, then at most its permits' worth of rows each: a webhook with a hundred thousand
// queued costs the others nothing. A share of the cap rounds up, so with several workers what all of them have in flight
// counts too. Test sends, which somebody waits for, go before the rest. The webhook rows are locked in share mode, so that a DELETE or a pause waits for
// this claim, or this claim sees it.
const CLAIM = `
with recursive walk(webhook_id) as (
  (select webhook_id from queue where state = 'queued' and webhook_id > $1 order by webhook_id limit 1)
  union all
  select n.webhook_id from walk cross join lateral (
    select q.webhook_id from queue q where q.state = 'queued' and q.webhook_id > walk.webhook_id
    order by q.webhook_id limit 1
  ) n
),
visited as materialized (select webhook_id from walk limit ${WEBHOOKS_PER_WALK}),
ready as materialized (
  select w.id, w.id = any($9::uuid[]) as slow, greatest(0, least(
    $2::int,
    ceil(w.max_concurrency::numeric / $4::int) - coalesce(f.count, 0),
    case when $4::int > 1 then w.max_concurrency - (
      select count(*) from queue s where s.webhook_id = w.id and s.state = 'sending') end,
    case when w.rate_limit_per_second is not null
      then coalesce(r.allowed, greatest(1, floor(w.rate_limit_per_second / $4::int))) end
  ))::int as permits
  from webhooks w
  left join unnest($5::uuid[], $6::int[]) as f(webhook_id, count) on f.webhook_id = w.id
  left join unnest($7::uuid[], $8::int[]) as r(webhook_id, allowed) on r.webhook_id = w.id
  where w.id in (select webhook_id from visited) and w.status = 'enabled' and w.deleted_at is null
),
candidates as (
  select due.delivery_id, due.webhook_id, ready.slow,
    row_number() over (partition by due.webhook_id order by due.due_at, due.delivery_id) as turn
  from ready cross join lateral (
    select q.delivery_id, q.webhook_id, q.due_at from queue q
    where q.webhook_id = ready.id and q.state = 'queued' and q.due_at <= now()
    order by q.due_at, q.delivery_id limit ready.permits
  ) due
),
chosen as (
  select delivery_id, webhook_id from (
    select c.*, row_number() over (partition by slow order by turn) as place from candidates c
  ) placed
  where not slow or place <= $10::int
  order by turn limit $2
),
test_sends as (
  select q.delivery_id, q.webhook_id from queue q join webhooks w on w.id = q.webhook_id
  where q.state = 'queued' and q.test and q.due_at <= now() and w.deleted_at is null
  order by q.due_at limit 8
),
picked as materialized (select * from chosen union select * from test_sends),
held_open as materialized (
  select w.* from webhooks w where w.id in (select webhook_id from picked) and w.deleted_at is null
  for share skip locked
),
locked as materialized (
  select q.delivery_id from queue q join held_open w on w.id = q.webhook_id
  where q.delivery_id in (select delivery_id from picked) and q.state = 'queued' and q.due_at <= now()
    and (w.status = 'enabled' or q.test)
  for update of q skip locked
),
claimed as (
  update queue q set ${openAttempt('$3', 'coalesce(w.timeout_ms, $11::int)')}
  from locked l, held_open w
  where q.delivery_id = l.delivery_id and w.id = q.webhook_id
  returning q.*
),
job as (
  select ${JOB_COLUMNS} from claimed q join held_open w on w.id = q.webhook_id join events e on e.id = q.event_id
)
select reached.count as visited, reached.last as last_visited, job.*
from (select count(*)::int as count, max(webhook_id::text) as last from visited) reached
left join job on true`;

/** Takes due rows of enabled webhooks, in rotation; each is returned with its attempt already begun. */
export async function claimDeliveries(db: Db, request: ClaimRequest): Promise<Claim> {
  const askedAtMs = performance.now();
  const { rows } = await db.query<JobRow & { visited: number; last_visited: string | null }>({
    name: 'claim-deliveries',
    text: CLAIM,
    values: [
      request.cursor,
      request.limit,
      request.owner,
      Math.max(1, request.liveWorkers),
      [...request.inFlight.keys()],
      [...request.inFlight.values()],
      [...request.rateAllowance.keys()],
      [...request.rateAllowance.values()],
      request.slowWebhooks,
      request.slowLimit,
      request.defaultTimeoutMs,
    ],
  });
  const [first] = rows;
  const more = first !== undefined && first.visited === WEBHOOKS_PER_WALK;
  return {
    jobs: rows
      .filter((row) => row.delivery_id !== null)
      .map((row) => toAttemptJob(row, askedAtMs, request.defaultTimeoutMs)),
    nextCursor: more ? (first.last_visited ?? undefined) : undefined,
  };
}
