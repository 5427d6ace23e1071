import type { AttemptKey } from '../contract/outcome.js';
import type { Db } from './db.js';
import { CLOSE_ATTEMPT, TIMERS_PER_PERMIT, WORKFLOW_GRACE_SECONDS } from './fence.js';

export interface AttemptRecord {
  key: AttemptKey;
  token: string;
  /** `gone`: a 410, which also disables the webhook. */
  verdict: 'delivered' | 'retry' | 'gone' | 'failed';
  /** Until the next attempt, where the verdict is `retry`. */
  delayMs: number;
  maximumAttempts: number;
  startedAt: Date;
  durationMs: number;
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
// A 410 locks the webhook before the row, as everywhere, so that it cannot deadlock with a discard under that lock.
const RECORD = `
with closing_webhook as materialized (
  select w.id from webhooks w
  where $4 = 'gone' and w.id = (select webhook_id from queue where delivery_id = $1)
  for no key update
),
target as materialized (
  select q.*, q.token is not distinct from $3::uuid as mine from queue q
  where q.delivery_id = $1 and q.generation = $2 and (select count(*) from closing_webhook) >= 0
  for update
),
decided as materialized (
  select t.*, w.url as webhook_url,
    t.cancel_reason is not null and exists (select from events e where e.id = t.event_id and e.payload is null) as erased,
    case
      when $4 = 'delivered' then 'delivered'
      when t.cancel_reason is not null then 'cancelled'
      when $4 in ('gone', 'failed') or t.test then 'failed'
      when (select count(*) from (
          select from queue x where x.webhook_id = t.webhook_id and x.state = 'retrying'
          limit w.max_concurrency * ${TIMERS_PER_PERMIT}
        ) timers) >= w.max_concurrency * ${TIMERS_PER_PERMIT} then 'parked'
      else 'retry'
    end as kind
  from target t join webhooks w on w.id = t.webhook_id
  where t.mine or $4 = 'delivered'
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
    due_at = now() + make_interval(secs => $5 / 1000.0),
    check_at = now() + make_interval(secs => $5 / 1000.0 + ${WORKFLOW_GRACE_SECONDS})
  from decided d where q.delivery_id = d.delivery_id and d.kind in ('retry', 'parked')
),
rewritten as (
  delete from attempts a using decided d
  where a.delivery_id = d.delivery_id and a.id = $3 and a.error_code = 'unknown-outcome'
  returning a.seq
),
counted as (
  update deliveries v set
    status = case when d.kind in ('retry', 'parked') then 'open' else d.kind end,
    reason = case
      when d.kind = 'cancelled' and d.erased then 'payload-erased'
      when d.kind = 'cancelled' then d.cancel_reason
      when $4 = 'gone' then 'gone'
      when d.kind = 'failed' then 'attempts-exhausted'
    end,
    finished_at = case when d.kind in ('retry', 'parked') then null else now() end,
    attempt_count = d.charged + 1, maximum_attempts = $6,
    generation = case d.kind when 'parked' then d.generation + 1 else d.generation end,
    next_seq = v.next_seq + case when exists (select from rewritten) then 0 else 1 end,
    without_workflow = d.direct and d.kind not in ('retry', 'parked'),
    last_response_status = $10, last_error_code = $11, last_duration_ms = $8
  from decided d where v.id = d.delivery_id
  returning v.id, coalesce((select seq from rewritten), v.next_seq - 1) as seq
),
noted as (
  insert into attempts (delivery_id, seq, id, run, number, trigger, started_at, duration_ms, url, response_status,
    error_code, error_message, request_headers, response_headers, response_body, response_truncated)
  select c.id, c.seq, $3, d.run, d.charged + 1, d.trigger, $7, $8, coalesce($9, d.webhook_url), $10, $11, $12, $13,
    case when not d.erased then $14::jsonb end, case when not d.erased then $15::bytea end, $16 and not d.erased
  from counted c join decided d on d.delivery_id = c.id
),
disabled as (
  update webhooks w set status = 'disabled', status_reason = 'The receiver answered 410 Gone.', updated_at = now()
  from decided d where $4 = 'gone' and not d.test and w.id = d.webhook_id and w.deleted_at is null and w.status <> 'disabled'
)
select kind, charged + 1 as charged from decided`;

/** Writes an attempt and what it means for its delivery; undefined when the delivery is no longer this attempt's. */
export async function recordAttempt(db: Db, record: AttemptRecord): Promise<Recorded | undefined> {
  const { rows } = await db.query<Recorded>({
    name: 'record-attempt',
    text: RECORD,
    values: [
      record.key.deliveryId,
      record.key.generation,
      record.token,
      record.verdict,
      record.delayMs,
      record.maximumAttempts,
      record.startedAt,
      record.durationMs,
      record.url,
      record.responseStatus,
      record.errorCode,
      record.errorMessage,
      record.requestHeaders && JSON.stringify(record.requestHeaders),
      record.responseHeaders && JSON.stringify(record.responseHeaders),
      record.responseBody,
      record.responseTruncated,
    ],
  });
  return rows[0];
}
