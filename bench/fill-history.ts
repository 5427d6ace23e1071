import type { Installation } from './installation.js';

const ROWS_PER_STATEMENT = 100_000;

// As the engine leaves them: the ids of yesterday and today in turn, each with an attempt.
const FINISHED = `
with made as (
  select (substr(t, 1, 13) || '-7' || substr(r, 1, 3) || '-8' || substr(r, 4, 3) || '-' || substr(r, 7, 12))::uuid as id,
    posthorn_new_uuid() as attempt
  from generate_series(1, $2::int) n
  cross join lateral (
    select posthorn_uuid_at(now() - make_interval(secs => random() * 86400))::text as t,
      replace(gen_random_uuid()::text, '-', '') as r
    where n > 0
  ) parts
),
kept as (
  insert into events (id, workspace_id, type, occurred_at, payload)
  select id, 'default', 'lead.completed', now(), '{}' from made
),
noted as (
  insert into attempts (delivery_id, seq, id, run, number, trigger, started_at, duration_ms, url, response_status)
  select id, 1, attempt, 1, 1, 'schedule', now(), 12, 'https://example.com/', 200 from made
)
insert into deliveries (id, event_id, webhook_id, workspace_id, event_type, status, attempt_count, next_seq, finished_at,
  last_response_status, last_duration_ms)
select id, id, $1, 'default', 'lead.completed', 'delivered', 1, 2, now(), 200, 12 from made`;

const QUEUED = `
with made as (
  select posthorn_new_uuid() as id from generate_series(1, $2::int) n where n > 0
),
kept as (
  insert into events (id, workspace_id, type, occurred_at, payload)
  select id, 'default', 'lead.completed', now(), '{}' from made
),
waiting as (
  insert into queue (delivery_id, event_id, webhook_id, workspace_id) select id, id, $1, 'default' from made
)
insert into deliveries (id, event_id, webhook_id, workspace_id, event_type)
select id, id, $1, 'default', 'lead.completed' from made`;

/** Puts rows behind an installation, by SQL: sending them would take days. */
export async function fillHistory(
  { database }: Installation,
  { webhookId, finished, queued }: { webhookId: string; finished: number; queued: number },
): Promise<void> {
  for (const [statement, rows] of [
    [FINISHED, finished],
    [QUEUED, queued],
  ] as const) {
    for (let left = rows; left > 0; left -= ROWS_PER_STATEMENT)
      await database.query(statement, [webhookId, Math.min(left, ROWS_PER_STATEMENT)]);
  }
  await database.query('vacuum (analyze)');
}
