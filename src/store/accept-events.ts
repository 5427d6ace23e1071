import { patternsOf } from '../contract/event-patterns.js';
import { ACCEPT, ACCEPT_AND_LEASE } from './accept-statement.js';
import { type AttemptJob, jobReader, type JobRow } from './attempt-job.js';
import { byteaArray } from './binary-array.js';
import type { Db } from './db.js';
import { groupCommit } from './group-commit.js';
import { type LeaseTerms, leasingOf } from './leasing.js';
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
  /** sha256 of what the producer sent; tells a repetition of the externalId from a conflict. null without one. */
  bodyHash: Buffer | null;
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

/**
 * Accepts events: each with a delivery and a queue row for every webhook that takes it, matched in the same statement.
 * Answers in the order given.
 */
export async function acceptEvents(db: Db, events: NewEvent[]): Promise<AcceptResult[]> {
  const accepted = await insert(db, events);
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
            deliveryId: event.testOf ? row.first_delivery_id : null,
          }
        : await findRepeated(db, event),
    );
  }
  return results;
}

async function insert(db: Db, events: NewEvent[]): Promise<AcceptedRows> {
  const leasing = leasingOf(db);
  const terms = await leasing?.begin();
  if (!leasing || !terms) return insertOnly(db, events);
  const jobs: AttemptJob[] = [];
  try {
    return await insertAndLease(db, events, terms, jobs);
  } finally {
    leasing.end(jobs);
  }
}

interface AcceptedRow {
  position: number;
  deliveries: number;
  first_delivery_id: string;
}

type AcceptedRows = Map<number, AcceptedRow>;

async function insertOnly(db: Db, events: NewEvent[]): Promise<AcceptedRows> {
  const { rows } = await db.query<AcceptedRow>({
    name: 'accept-events',
    text: ACCEPT,
    values: valuesOf(events),
  });
  return new Map(rows.map((row) => [row.position - 1, row]));
}

/** Adds to `jobs` what the dispatcher got. */
async function insertAndLease(
  db: Db,
  events: NewEvent[],
  terms: LeaseTerms,
  jobs: AttemptJob[],
): Promise<AcceptedRows> {
  const askedAtMs = performance.now();
  const { rows } = await db.query<AcceptedRow & (JobRow | { delivery_id: null })>({
    name: 'accept-and-lease',
    text: ACCEPT_AND_LEASE,
    values: [
      ...valuesOf(events),
      terms.owner,
      terms.limit,
      terms.workflowLimit,
      terms.workflowStart,
      [...terms.inFlight.keys()],
      [...terms.inFlight.values()],
      terms.defaultTimeoutMs,
      terms.backlog,
    ],
  });
  const readJob = jobReader(askedAtMs, terms.defaultTimeoutMs);
  for (const row of rows) {
    if (row.delivery_id === null) continue;
    const { type, payload } = events[row.position - 1]!;
    const event = { type, payload, acceptedAt: row.claimed_at };
    jobs.push(readJob(row, event));
  }
  return new Map(rows.map((row) => [row.position - 1, row]));
}

function valuesOf(events: NewEvent[]): unknown[] {
  return [
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
  ];
}

/** Events that come while a group is being committed form the next: it needs no timer, and a lone event waits for nobody. */
const MAX_GROUP = 100;

/** Accepts one event; those of concurrent requests share a commit. */
export const acceptEvent = groupCommit<NewEvent, AcceptResult>(acceptEvents, {
  windowMs: () => 0,
  enough: 1,
  maxItems: MAX_GROUP,
  // The second of an externalId has to see the first.
  keyOf: ({ id, workspaceId, externalId }) => (externalId === null ? id : `${workspaceId}/${externalId}`),
});

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
