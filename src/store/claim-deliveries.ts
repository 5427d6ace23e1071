import type { WorkflowStart } from '../contract/webhook.js';
import {
  type AttemptJob,
  JOB_COLUMNS,
  jobReader,
  type JobRow,
  loadJobEvents,
  SECRETS_COLUMN,
} from './attempt-job.js';
import type { Db } from './db.js';
import { openAttempt } from './fence.js';

export interface ClaimRequest {
  /** Where the walk over ready webhooks goes on; the nil UUID is its start. */
  cursor: string;
  limit: number;
  /** How many of them may want a workflow; 0 while Temporal does not answer. */
  workflowLimit: number;
  /** The instance's WORKFLOW_START, for webhooks that name none. */
  workflowStart: WorkflowStart;
  /** Webhooks whose rows have waited lately: in `auto` these count as waiting whatever their age. */
  backlog: readonly string[];
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
  /** Webhooks of rows that had waited. */
  waited: string[];
  /** The cursor of the next call; undefined when the walk reached its end. */
  nextCursor: string | undefined;
}

const WEBHOOKS_PER_WALK = 64;
/** In `auto`, the dispatcher keeps up while no row is older than this when it is claimed. */
const BACKLOG_SECONDS = 1;

/** Rows that are the claim's; the words of its index. */
const READY = `state = 'queued' and handover_at is null`;

const HAS_WAITED = `q.due_at < now() - interval '${BACKLOG_SECONDS} seconds'`;

function isDirect(start: string): string {
  return `q.charged = 0 and (${start} = 'on-failure'
    or ${start} = 'auto' and (${HAS_WAITED} or q.webhook_id = any($14::uuid[])))`;
}

// One index probe a ready webhook, then at most its permits' worth of rows each: a webhook with a hundred thousand
// queued costs the others nothing. A share of the cap rounds up, so with several workers what all of them have in flight
// counts too. Test sends, which somebody waits for, go before the rest. The webhook rows are locked in share mode, so that a DELETE or a pause waits for
// this claim, or this claim sees it. Whether the dispatcher makes the attempt itself is decided here and nowhere else: only
// the first of a run, where the webhook goes on-failure, or auto and the row has waited. Where no workflow may start, rows
// that want one are passed over, so that they hold up none of the others. The one-row lookups by id are what they are so that
// no plan made while the tables were empty can scan them later.
const CLAIM = `
with recursive walk(webhook_id) as (
  (select webhook_id from queue where ${READY} and webhook_id > $1 order by webhook_id limit 1)
  union all
  select n.webhook_id from walk cross join lateral (
    select q.webhook_id from queue q where ${READY} and q.webhook_id > walk.webhook_id
    order by q.webhook_id limit 1
  ) n
),
visited as materialized (select webhook_id from walk limit ${WEBHOOKS_PER_WALK}),
ready as materialized (
  select w.id, w.id = any($9::uuid[]) as slow, coalesce(w.workflow_start, $12) as start, greatest(0, least(
    case when $13::int > 0 or coalesce(w.workflow_start, $12) <> 'always' then $2::int else 0 end,
    ceil(w.max_concurrency::numeric / $4::int) - coalesce(f.count, 0),
    case when $4::int > 1 then w.max_concurrency - (
      select count(*) from queue s where s.webhook_id = w.id and s.state = 'sending') end,
    case when w.rate_limit_per_second is not null
      then coalesce(r.allowed, greatest(1, floor(w.rate_limit_per_second / $4::int))) end
  ))::int as permits
  from (select distinct webhook_id from visited) v
  cross join lateral (select * from webhooks where id = v.webhook_id limit 1) w
  left join unnest($5::uuid[], $6::int[]) as f(webhook_id, count) on f.webhook_id = w.id
  left join unnest($7::uuid[], $8::int[]) as r(webhook_id, allowed) on r.webhook_id = w.id
  where w.status = 'enabled' and w.deleted_at is null
),
candidates as materialized (
  select due.*, ready.slow from ready cross join lateral (
    select q.delivery_id, q.webhook_id, ${isDirect('ready.start')} as direct,
      row_number() over (order by q.due_at, q.delivery_id) as turn
    from queue q
    where q.webhook_id = ready.id and ${READY} and q.due_at <= now() and ($13 > 0 or q.charged = 0)
    order by q.due_at, q.delivery_id limit ready.permits
  ) due
),
admitted as materialized (
  select * from candidates where not slow
  union all
  (select * from candidates where slow order by turn limit $10)
),
chosen as (
  select delivery_id, webhook_id, direct from (
    (select * from admitted where direct order by turn limit $2)
    union all
    (select * from admitted where not direct order by turn limit least($2::int, $13))
  ) by_way
  order by turn limit $2
),
test_sends as (
  select * from (
    select q.delivery_id, q.webhook_id, ${isDirect('coalesce(w.workflow_start, $12)')} as direct
    from queue q
    cross join lateral (select * from webhooks where id = q.webhook_id limit 1) w
    where q.state = 'queued' and q.test and q.due_at <= now() and w.deleted_at is null
    order by q.due_at limit 8
  ) t where t.direct or $13 > 0
),
picked as materialized (select * from chosen union select * from test_sends),
held_open as materialized (
  select w.*, ${SECRETS_COLUMN} from (select distinct webhook_id from picked order by webhook_id) p
  cross join lateral (select * from webhooks where id = p.webhook_id limit 1 for share skip locked) w
  where w.deleted_at is null
),
locked as materialized (
  select q.delivery_id, p.webhook_id, p.direct from picked p
  join held_open w on w.id = p.webhook_id
  cross join lateral (select * from queue where delivery_id = p.delivery_id limit 1 for update skip locked) q
  where q.${READY} and q.due_at <= now() and (w.status = 'enabled' or q.test)
),
claimed as (
  update queue q set ${openAttempt('$3', 'coalesce(w.timeout_ms, $11::int)', 'q.charged = 0 and l.direct')}
  from locked l, held_open w
  where q.delivery_id = l.delivery_id and w.id = l.webhook_id
  returning q.*
),
job as (
  select ${JOB_COLUMNS}, ${HAS_WAITED} as has_waited
  from claimed q join held_open w on w.id = q.webhook_id
)
select reached.count as visited, reached.last as last_visited, job.*
from (select count(*)::int as count, max(webhook_id::text) as last from visited) reached
left join job on true`;

/** Takes due rows of enabled webhooks, in rotation; each is returned with its attempt already begun. */
export async function claimDeliveries(db: Db, request: ClaimRequest): Promise<Claim> {
  const askedAtMs = performance.now();
  const { rows } = await db.query<
    JobRow & { has_waited: boolean; visited: number; last_visited: string | null }
  >({
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
      request.workflowStart,
      request.workflowLimit,
      request.backlog,
    ],
  });
  const [first] = rows;
  const more = first !== undefined && first.visited === WEBHOOKS_PER_WALK;
  const claimed = rows.filter((row) => row.delivery_id !== null);
  const events = await loadJobEvents(
    db,
    claimed.map((row) => row.event_id),
  );
  const readJob = jobReader(askedAtMs, request.defaultTimeoutMs);
  return {
    jobs: claimed.map((row) => readJob(row, events.get(row.event_id)!)),
    waited: claimed.filter((row) => row.has_waited).map((row) => row.webhook_id),
    nextCursor: more ? (first.last_visited ?? undefined) : undefined,
  };
}
