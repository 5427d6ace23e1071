import { JOB_COLUMNS, SECRETS_COLUMN } from './attempt-job.js';
import { attemptLength } from './fence.js';

/** Wakes the dispatchers; sent with the commit. */
export const QUEUE_CHANNEL = 'posthorn_queue';

const MATCHED = `
with input as materialized (
  select * from unnest(
    $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::bytea[], $9::bytea[], $10::uuid[]
  ) with ordinality as i(id, workspace_id, type, patterns, subject, external_id, occurred_at, payload, body_hash, test_of, position)
),
new_ids as (
  insert into event_ids (workspace_id, external_id, event_id, body_hash)
  select workspace_id, external_id, id, body_hash from input
  where external_id is not null
  order by workspace_id, external_id
  on conflict do nothing
  returning event_id
),
fresh as materialized (
  select * from input i
  where i.external_id is null or exists (select from new_ids n where n.event_id = i.id)
),
matched as materialized (
  select f.*, m.webhook_id, posthorn_delivery_id(f.id, m.webhook_id) as delivery_id
  from fresh f
  cross join lateral (
    select distinct s.webhook_id from subscriptions s
    where f.test_of is null and s.workspace_id = f.workspace_id and s.pattern = any(string_to_array(f.patterns, ','))
    union all
    select f.test_of where f.test_of is not null
  ) m
),
new_events as (
  insert into events (id, workspace_id, type, external_id, subject, occurred_at, test, payload, matched)
  select id, workspace_id, type, external_id, subject, occurred_at, test_of is not null, payload,
    id in (select id from matched)
  from fresh
),
new_deliveries as (
  insert into deliveries (id, event_id, webhook_id, workspace_id, event_type, subject, test)
  select delivery_id, id, webhook_id, workspace_id, type, subject, test_of is not null from matched
),
counted as (
  select position, count(*)::int as deliveries, min(delivery_id::text) as first_delivery_id from matched group by position
)`;

const QUEUE_VALUES = `m.delivery_id, m.id, m.webhook_id, m.workspace_id, m.test_of is not null,
    case when m.test_of is null then 'schedule' else 'test' end`;

/** Events, each with a delivery and a queue row for every webhook that takes it. */
export const ACCEPT = `${MATCHED},
new_queue as (
  insert into queue (delivery_id, event_id, webhook_id, workspace_id, test, trigger)
  select ${QUEUE_VALUES} from matched m
),
woken as materialized (
  select pg_notify('${QUEUE_CHANNEL}', '') from (select from matched limit 1) any_match
)
select f.position, coalesce(c.deliveries, 0) as deliveries, c.first_delivery_id, (select count(*) from woken) as woken
from fresh f left join counted c on c.position = f.position`;

// A webhook's deliveries are leased up to its cap where none of it waits, which would come first. Its row is locked in share
// mode as in a claim: a DELETE or a pause waits for this statement, or this statement sees it.
/** The same; the deliveries that a dispatcher in this process has room for are its own from the beginning: a row for each. */
export const ACCEPT_AND_LEASE = `${MATCHED},
leasable as materialized (
  select w.*, ${SECRETS_COLUMN}, coalesce(w.workflow_start, $14) as start,
    w.max_concurrency - coalesce(f.count, 0) as places
  from (select distinct webhook_id from matched where test_of is null order by webhook_id) m
  cross join lateral (select * from webhooks where id = m.webhook_id limit 1 for share skip locked) w
  left join unnest($15::uuid[], $16::int[]) as f(webhook_id, count) on f.webhook_id = w.id
  where w.status = 'enabled' and w.deleted_at is null and w.rate_limit_per_second is null and not exists (
    select from queue q where q.webhook_id = w.id and q.state = 'queued' and q.handover_at is null limit 1
  )
),
leased as materialized (
  select p.delivery_id, p.direct, $11::uuid as owner, posthorn_new_uuid() as token, now() as claimed_at,
    now() + ${attemptLength('coalesce(p.timeout_ms, $17::int)')} as deadline
  from (
    select t.*, row_number() over (partition by direct order by turn) as start_place from (
      select m.delivery_id, w.places, w.timeout_ms,
        w.start = 'on-failure' or w.start = 'auto' and w.id = any($18::uuid[]) as direct,
        row_number() over (partition by w.id order by m.position) as turn
      from matched m join leasable w on w.id = m.webhook_id
    ) t where turn <= places
  ) p
  where p.direct or p.start_place <= $13
  order by p.turn limit $12
),
new_queue as (
  insert into queue (delivery_id, event_id, webhook_id, workspace_id, test, trigger,
    state, tries, direct, owner, token, claimed_at, deadline, check_at)
  select ${QUEUE_VALUES},
    case when l.delivery_id is null then 'queued' else 'sending' end, (l.delivery_id is not null)::int,
    coalesce(l.direct, false), l.owner, l.token, l.claimed_at, l.deadline, l.deadline
  from matched m left join leased l on l.delivery_id = m.delivery_id
  returning *
),
woken as materialized (
  select pg_notify('${QUEUE_CHANNEL}', '') from (select from new_queue where state = 'queued' limit 1) any_left
),
job as (
  select ${JOB_COLUMNS} from new_queue q join leasable w on w.id = q.webhook_id where q.state = 'sending'
)
select f.position, coalesce(c.deliveries, 0) as deliveries, c.first_delivery_id, (select count(*) from woken) as woken, job.*
from fresh f
left join counted c on c.position = f.position
left join job on job.event_id = f.id`;
