import type { AttemptPhases } from '../contract/delivery.js';
import type { AttemptKey } from '../contract/outcome.js';
import { byteaArray, textArray } from './binary-array.js';
import type { Db } from './db.js';
import { CLOSE_ATTEMPT, TIMERS_PER_PERMIT, WORKFLOW_GRACE_SECONDS } from './fence.js';
import { groupCommit } from './group-commit.js';
import { boundsOf } from './id-bounds.js';

export interface AttemptRecord {
  key: AttemptKey;
  token: string;
  /** Something goes on only when it is written. */
  isAwaited: boolean;
  /** `gone`: a 410, which also disables the webhook. */
  verdict: 'delivered' | 'retry' | 'gone' | 'failed';
  /** Until the next attempt, where the verdict is `retry`. */
  delayMs: number;
  maximumAttempts: number;
  startedAt: Date;
  durationMs: number;
  phases: AttemptPhases | null;
  /** null: the webhook's present one. */
  url: string | null;
  responseStatus: number | null;
  errorCode: string | null;
  errorMessage: string | null;
  requestHeaders: Record<string, string> | null;
  responseHeaders: Record<string, string> | null;
  responseBody: Buffer | null;
  responseTruncated: boolean;
}

export interface Recorded {
  kind: 'delivered' | 'retry' | 'failed' | 'cancelled' | 'parked';
  charged: number;
}

// A late success is a success: it needs the generation only. Everything else needs the token as well. A late success
// takes the place of the unknown-outcome row that the sweeper wrote for it. Of an event erased meanwhile no answer is kept.
// The dispatcher's own attempt leaves its row in the queue, where the workflow that goes on with it is started from.
// A 410 locks the webhook before the row, as everywhere, so that it cannot deadlock with a discard under that lock; both are
// locked in the order of their ids, as others of their kind are.
const RECORD = `
with input as materialized (
  select * from unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::float8[],
    $6::int[], $7::timestamptz[], $8::int[], $9::text[], $10::int[], $11::text[], $12::text[], $13::text[], $14::text[],
    $15::bytea[], $16::boolean[], $17::smallint[], $18::smallint[], $19::smallint[], $20::smallint[])
  as i(delivery_id, generation, attempt, verdict, delay_ms, maximum_attempts, started_at, duration_ms, sent_to,
    response_status, error_code, error_message, request_headers, response_headers, response_body, response_truncated,
    lookup_ms, connect_ms, tls_ms, wait_ms)
),
closing_webhooks as materialized (
  select w.id from webhooks w
  where w.id in (select q.webhook_id from input i join queue q on q.delivery_id = i.delivery_id where i.verdict = 'gone')
  order by w.id for no key update
),
target as materialized (
  select i.*, q.event_id, q.webhook_id, q.token, q.run, q.trigger, q.test, q.charged, q.direct, q.cancel_reason
  from queue q join input i on i.delivery_id = q.delivery_id and i.generation = q.generation
  where (select count(*) from closing_webhooks) >= 0
  order by q.delivery_id for update of q
),
decided as materialized (
  select t.*, w.url as webhook_url,
    t.cancel_reason is not null and exists (
      select from events e where e.id between $21 and $22 and e.id = t.event_id and e.payload is null) as erased,
    case
      when t.verdict = 'delivered' then 'delivered'
      when t.cancel_reason is not null then 'cancelled'
      when t.verdict in ('gone', 'failed') or t.test then 'failed'
      when row_number() over (partition by t.webhook_id, t.verdict order by t.delivery_id) + (select count(*) from (
          select from queue x where x.webhook_id = t.webhook_id and x.state = 'retrying'
          limit w.max_concurrency * ${TIMERS_PER_PERMIT}
        ) timers) > w.max_concurrency * ${TIMERS_PER_PERMIT} then 'parked'
      else 'retry'
    end as kind
  from target t
  cross join lateral (select url, max_concurrency from webhooks where id = t.webhook_id limit 1) w
  where t.token is not distinct from t.attempt or t.verdict = 'delivered'
),
done as (
  delete from queue q using decided d
  where q.delivery_id = d.delivery_id and d.kind in ('delivered', 'failed', 'cancelled')
),
kept as (
  update queue q set ${CLOSE_ATTEMPT}, trigger = 'schedule', charged = d.charged + 1,
    state = case when d.kind = 'parked' or d.direct then 'queued' else 'retrying' end,
    handover_at = case when d.kind = 'retry' and d.direct then now() end,
    generation = case d.kind when 'parked' then d.generation + 1 else d.generation end,
    due_at = now() + make_interval(secs => d.delay_ms / 1000.0),
    check_at = now() + make_interval(secs => d.delay_ms / 1000.0 + ${WORKFLOW_GRACE_SECONDS})
  from decided d where q.delivery_id = d.delivery_id and d.kind in ('retry', 'parked')
),
rewritten as (
  delete from attempts a using decided d
  where a.delivery_id between $21 and $22 and a.delivery_id = d.delivery_id and a.id = d.attempt and a.error_code = 'unknown-outcome'
  returning a.delivery_id, a.seq
),
counted as (
  update deliveries v set
    status = case when d.kind in ('retry', 'parked') then 'open' else d.kind end,
    reason = case
      when d.kind = 'cancelled' and d.erased then 'payload-erased'
      when d.kind = 'cancelled' then d.cancel_reason
      when d.verdict = 'gone' then 'gone'
      when d.kind = 'failed' then 'attempts-exhausted'
    end,
    finished_at = case when d.kind in ('retry', 'parked') then null else now() end,
    attempt_count = d.charged + 1, maximum_attempts = d.maximum_attempts,
    generation = case d.kind when 'parked' then d.generation + 1 else d.generation end,
    next_seq = v.next_seq + case when d.rewritten_seq is null then 1 else 0 end,
    without_workflow = d.direct and d.kind not in ('retry', 'parked'),
    last_response_status = d.response_status, last_error_code = d.error_code, last_duration_ms = d.duration_ms
  from (
    select d.*, r.seq as rewritten_seq from decided d left join rewritten r on r.delivery_id = d.delivery_id
  ) d
  where v.id between $21 and $22 and v.id = d.delivery_id
  returning d.*, coalesce(d.rewritten_seq, v.next_seq - 1) as seq
),
noted as (
  insert into attempts (delivery_id, seq, id, run, number, trigger, started_at, duration_ms, url, response_status,
    error_code, error_message, request_headers, response_headers, response_body, response_truncated, lookup_ms, connect_ms,
    tls_ms, wait_ms)
  select delivery_id, seq, attempt, run, charged + 1, trigger, started_at, duration_ms, coalesce(sent_to, webhook_url),
    response_status, error_code, error_message, request_headers::jsonb,
    case when not erased then response_headers::jsonb end, case when not erased then response_body end,
    response_truncated and not erased, lookup_ms, connect_ms, tls_ms, wait_ms
  from counted
),
disabled as (
  update webhooks w set status = 'disabled', status_reason = 'The receiver answered 410 Gone.', updated_at = now()
  from decided d
  where (select count(*) from closing_webhooks) > 0
    and d.verdict = 'gone' and not d.test and w.id = d.webhook_id and w.deleted_at is null and w.status <> 'disabled'
)
select delivery_id, kind, charged + 1 as charged from decided`;

/**
 * None of a group's outcomes waits longer than this for the others; fewer commits are what counts. Under load, enough of them
 * to share a commit are there much sooner.
 */
const AWAITED_WINDOW_MS = 10;
const WINDOW_MS = 100;
const ENOUGH = 64;
const MAX_GROUP = 500;

/** Writes an attempt and what it means for its delivery; undefined when the delivery is no longer this attempt's. */
export const recordAttempt = groupCommit<AttemptRecord, Recorded | undefined>(recordAttempts, {
  windowMs: ({ isAwaited }) => (isAwaited ? AWAITED_WINDOW_MS : WINDOW_MS),
  enough: ENOUGH,
  maxItems: MAX_GROUP,
  keyOf: ({ key }) => key.deliveryId,
});

/** Of different deliveries. */
export async function recordAttempts(db: Db, records: AttemptRecord[]): Promise<(Recorded | undefined)[]> {
  const { rows } = await db.query<Recorded & { delivery_id: string }>({
    name: 'record-attempts',
    text: RECORD,
    values: [
      records.map(({ key }) => key.deliveryId),
      records.map(({ key }) => key.generation),
      records.map(({ token }) => token),
      records.map(({ verdict }) => verdict),
      records.map(({ delayMs }) => delayMs),
      records.map(({ maximumAttempts }) => maximumAttempts),
      records.map(({ startedAt }) => startedAt),
      records.map(({ durationMs }) => durationMs),
      records.map(({ url }) => url),
      records.map(({ responseStatus }) => responseStatus),
      records.map(({ errorCode }) => errorCode),
      records.map(({ errorMessage }) => errorMessage),
      textArray(records.map(({ requestHeaders }) => requestHeaders && JSON.stringify(requestHeaders))),
      textArray(records.map(({ responseHeaders }) => responseHeaders && JSON.stringify(responseHeaders))),
      byteaArray(records.map(({ responseBody }) => responseBody)),
      records.map(({ responseTruncated }) => responseTruncated),
      records.map(({ phases }) => phases?.lookupMs ?? null),
      records.map(({ phases }) => phases?.connectMs ?? null),
      records.map(({ phases }) => phases?.tlsMs ?? null),
      records.map(({ phases }) => phases?.waitMs ?? null),
      ...boundsOf(records.map(({ key }) => key.deliveryId)),
    ],
  });
  const recorded = new Map(rows.map(({ delivery_id: id, kind, charged }) => [id, { kind, charged }]));
  return records.map(({ key }) => recorded.get(key.deliveryId));
}
