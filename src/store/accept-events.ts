import { patternsOf } from '../contract/event-patterns.js';
import { byteaArray } from './bytea-array.js';
import type { Db } from './db.js';
import { groupCommit } from './group-commit.js';
import { DELIVERY, isOfEvent } from './of-event.js';

export interface NewEvent {
  id: string;
  workspaceId: string;
  type: string;
  subject: string | null;
  externalId: string | null;
  occurredAt: Date;
  /** The envelope's exact bytes. */
  payload: Buffer;
  /** sha256 of what the producer sent; tells a repetition from a conflict. */
  bodyHash: Buffer;
  /** A test send: the one webhook it goes to. */
  testOf: string | null;
}

export type AcceptResult =
  | {
      /** `repeated`: the externalId was accepted before; the values are the first one's. */
      kind: 'accepted' | 'repeated';
      id: string;
      occurredAt: Date;
      deliveries: number;
      /** Of a test send. */
      deliveryId: string | null;
    }
  | { kind: 'conflict' };

/** Wakes the dispatchers; sent with the commit. */
export const QUEUE_CHANNEL = 'posthorn_queue';

const ACCEPT = `
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
new_queue as (
  insert into queue (delivery_id, event_id, webhook_id, workspace_id, test, trigger)
  select delivery_id, id, webhook_id, workspace_id, test_of is not null,
    case when test_of is null then 'schedule' else 'test' end
  from matched
),
woken as materialized (
  select pg_notify('${QUEUE_CHANNEL}', '') from (select from matched limit 1) any_match
)
select f.position, count(m.delivery_id)::int as deliveries, min(m.delivery_id::text) as delivery_id,
  (select count(*) from woken) as woken
from fresh f left join matched m on m.id = f.id
group by f.position`;

/**
 * Accepts events: each with a delivery and a queue row for every webhook that takes it, matched in the same statement.
 * Answers in the order given.
 */
export async function acceptEvents(db: Db, events: NewEvent[]): Promise<AcceptResult[]> {
  const { rows } = await insertEvents(db, events);
  const accepted = new Map(rows.map((row) => [row.position - 1, row]));
  const results: AcceptResult[] = [];
  for (const [index, event] of events.entries()) {
    const row = accepted.get(index);
    results.push(
      row
        ? {
            kind: 'accepted',
            id: event.id,
            occurredAt: event.occurredAt,
            deliveries: row.deliveries,
            deliveryId: event.testOf ? row.delivery_id : null,
          }
        : await findRepeated(db, event),
    );
  }
  return results;
}

/** Events that come while a group is being committed form the next: it needs no timer, and a lone event waits for nobody. */
const MAX_GROUP = 100;

/** Accepts one event; those of concurrent requests share a commit. */
export const acceptEvent = groupCommit<NewEvent, AcceptResult>(acceptEvents, {
  windowMs: 0,
  maxItems: MAX_GROUP,
  // The second of an externalId has to see the first.
  keyOf: ({ id, workspaceId, externalId }) => (externalId === null ? id : `${workspaceId}/${externalId}`),
});

function insertEvents(db: Db, events: NewEvent[]) {
  return db.query<{ position: number; deliveries: number; delivery_id: string }>({
    name: 'accept-events',
    text: ACCEPT,
    values: [
      events.map((e) => e.id),
      events.map((e) => e.workspaceId),
      events.map((e) => e.type),
      events.map((e) => patternsOf(e.type).join(',')),
      events.map((e) => e.subject),
      events.map((e) => e.externalId),
      events.map((e) => e.occurredAt),
      byteaArray(events.map((e) => e.payload)),
      byteaArray(events.map((e) => e.bodyHash)),
      events.map((e) => e.testOf),
    ],
  });
}

async function findRepeated(db: Db, event: NewEvent): Promise<AcceptResult> {
  const { rows } = await db.query<{ id: string; same: boolean; occurred_at: Date; deliveries: number }>(
    `select i.event_id as id, i.body_hash = $3 as same, e.occurred_at,
       (select count(*)::int from deliveries d where ${isOfEvent(DELIVERY, 'i.event_id')}) as deliveries
     from event_ids i left join events e on e.id = i.event_id
     where i.workspace_id = $1 and i.external_id = $2`,
    [event.workspaceId, event.externalId, event.bodyHash],
  );
  const [first] = rows;
  if (!first?.same) return { kind: 'conflict' };
  return {
    kind: 'repeated',
    id: first.id,
    occurredAt: first.occurred_at ?? event.occurredAt,
    deliveries: first.deliveries,
    deliveryId: null,
  };
}

/** How many deliveries an event of this type would make now. */
export async function countMatches(db: Db, workspaceId: string, type: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(distinct webhook_id)::int as count from subscriptions where workspace_id = $1 and pattern = any($2::text[])`,
    [workspaceId, patternsOf(type)],
  );
  return rows[0]!.count;
}
