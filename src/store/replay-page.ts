import type { ReplayInclude, ReplayStep } from '../contract/replay.js';
import { QUEUE_CHANNEL } from './accept-statement.js';
import type { Db } from './db.js';
import { cancelReplay } from './replays.js';
import { NEW_RUN } from './retry-delivery.js';

/** Deliveries or events that a page looks at; so many at most are queued by it. */
const PAGE = 200;
/** With so many of the webhook waiting already, the page waits too. */
const ENOUGH_WAITING = 200;

/** A replay whose row is locked. */
interface Standing {
  status: 'running' | 'completed' | 'cancelled';
  include: ReplayInclude;
  workspace_id: string;
  webhook_id: string;
  event_types: string[] | null;
  /** Ids beyond the page before, and up to the end. */
  after: string;
  before: string;
  /** The webhook's patterns; null: it was deleted. */
  patterns: string[] | null;
  waiting: number;
}

interface Page {
  looked: number;
  queued: number;
  last: string | null;
}

/**
 * Queues the next page of a replay. To be called in a transaction: what it queues, and the cursor past it, are committed
 * together, so that none is queued twice however often this is called. `takenTypes`: the event types that patterns take.
 */
export async function replayPage(
  db: Db,
  replayId: string,
  takenTypes: (patterns: readonly string[]) => string[],
): Promise<ReplayStep> {
  const standing = await lockReplay(db, replayId);
  if (!standing || standing.status === 'cancelled') return 'cancelled';
  if (standing.status === 'completed') return 'completed';
  if (standing.patterns === null) {
    await cancelReplay(db, replayId, 'webhook-deleted');
    return 'cancelled';
  }
  if (standing.waiting >= ENOUGH_WAITING) return 'wait';
  const page =
    standing.include === 'failed'
      ? await queueFailed(db, standing)
      : await queueEvents(db, standing, takenTypes(standing.patterns));
  const isOver = page.looked < PAGE;
  await db.query(
    `update replays set cursor = coalesce($2, cursor), sent = sent + $3,
       status = case when $4 then 'completed' else status end, finished_at = case when $4 then now() end
     where id = $1`,
    [replayId, page.last, page.queued, isOver],
  );
  return isOver ? 'completed' : 'more';
}

async function lockReplay(db: Db, replayId: string): Promise<Standing | undefined> {
  // First: the statement that waited for the lock would not see what the one before queued.
  await db.query('select from replays where id = $1 for update', [replayId]);
  const { rows } = await db.query<Standing>(
    `select r.status, r.include, r.workspace_id, r.webhook_id, r.event_types,
       coalesce(r.cursor, posthorn_uuid_at(greatest(r.since, 'epoch'))) as after,
       posthorn_uuid_at(greatest(r.until, 'epoch')) as before, w.events as patterns,
       (select count(*)::int from (
         select from queue q where q.webhook_id = r.webhook_id and q.state = 'queued' limit ${ENOUGH_WAITING}
       ) enough) as waiting
     from replays r left join webhooks w on w.id = r.webhook_id and w.deleted_at is null
     where r.id = $1`,
    [replayId],
  );
  return rows[0];
}

const ENTER = `
entered as (
  insert into queue (delivery_id, event_id, webhook_id, workspace_id, generation, run, trigger)
  select id, event_id, webhook_id, workspace_id, generation, run, 'replay' from queued
  on conflict do nothing
),
woken as materialized (
  select pg_notify('${QUEUE_CHANNEL}', '') from (select from queued limit 1) any_queued
)
select (select count(*)::int from looked) as looked, (select count(*)::int from queued) as queued,
  (select max(id::text) from looked) as last, (select count(*) from woken) as woken`;

const QUEUE_FAILED = `
with looked as materialized (
  select d.id, e.payload is not null as kept from deliveries d left join events e on e.id = d.event_id
  where d.webhook_id = $1 and d.ended_badly = 'failed' and not d.test and d.id > $2 and d.id < $3
    and ($4::text[] is null or d.event_type = any($4))
  order by d.id limit ${PAGE}
),
queued as (
  update deliveries d set ${NEW_RUN} from looked l
  where d.id = l.id and l.kept and d.ended_badly = 'failed' and d.id > $2 and d.id < $3
  returning d.*
),
${ENTER}`;

async function queueFailed(db: Db, standing: Standing): Promise<Page> {
  const { rows } = await db.query<Page>(QUEUE_FAILED, [
    standing.webhook_id,
    standing.after,
    standing.before,
    standing.event_types,
  ]);
  return rows[0]!;
}

// A delivery's id is made of its event's and its webhook's: where there is one already, the insert has a conflict. The
// update does not see what was inserted beside it.
const QUEUE_EVENTS = `
with looked as materialized (
  select e.*, posthorn_delivery_id(e.id, $1) as delivery_id from events e
  where e.workspace_id = $5 and e.id > $2 and e.id < $3
  order by e.id limit ${PAGE}
),
chosen as materialized (
  select * from looked where not test and payload is not null and ($4::text[] is null or type = any($4))
),
made as (
  insert into deliveries (id, event_id, webhook_id, workspace_id, event_type, subject)
  select delivery_id, id, $1, workspace_id, type, subject from chosen where type = any($6)
  on conflict do nothing
  returning *
),
found as (
  update events e set matched = true from made m
  where e.id = m.event_id and not e.matched and e.id > $2 and e.id < $3
),
again as (
  update deliveries d set ${NEW_RUN} from chosen c
  where $7 and d.id = c.delivery_id and d.status in ('failed', 'delivered')
    and d.id > posthorn_uuid_at(posthorn_uuid_time($2)) and d.id < $3
  returning d.*
),
queued as (select * from made union all select * from again),
${ENTER}`;

async function queueEvents(db: Db, standing: Standing, types: readonly string[]): Promise<Page> {
  const { rows } = await db.query<Page>(QUEUE_EVENTS, [
    standing.webhook_id,
    standing.after,
    standing.before,
    standing.event_types,
    standing.workspace_id,
    types,
    standing.include === 'all',
  ]);
  return rows[0]!;
}
