import type { Pool } from 'pg';

/** The same for each run: `n` is the row's number. */
const ROWS = 40_000;
const WEBHOOKS = 20;
/** So many times what is there. */
const SCALE = 250;

/**
 * Ninety days behind an installation, in weekly partitions: finished deliveries of twenty webhooks, a few of them rare in
 * every way that a filter can ask for; and statistics as if there were 250 times as many, ten million.
 * Needs Postgres 18, and a role that may set statistics.
 */
export async function makeHistory(pool: Pool): Promise<{ webhookIds: string[] }> {
  await pool.query(`
    do $$
    declare big text; first date;
    begin
      foreach big in array array['events', 'deliveries', 'attempts'] loop
        for weeks in 1..13 loop
          first := date_trunc('week', now() at time zone 'utc')::date - 7 * weeks;
          continue when to_regclass(big || '_w' || to_char(first, 'YYYYMMDD')) is not null;
          execute format('create table %I partition of %I for values from (%L) to (%L)', big || '_w' || to_char(first, 'YYYYMMDD'),
            big, posthorn_uuid_at(first::timestamp at time zone 'utc'), posthorn_uuid_at((first + 7)::timestamp at time zone 'utc'));
        end loop;
      end loop;
    end $$`);
  await freezeStatistics(pool);
  const { rows } = await pool.query<{ id: string }>(
    `insert into webhooks (id, workspace_id, url, events, max_concurrency)
     select posthorn_new_uuid(), 'default', 'https://example.com/' || n, '{lead.*}', 20 from generate_series(1, $1) n
     returning id`,
    [WEBHOOKS],
  );
  const webhookIds = rows.map(({ id }) => id);
  await pool.query(`insert into subscriptions select 'default', 'lead.*', id from unnest($1::uuid[]) id`, [
    webhookIds,
  ]);
  await pool.query(FINISHED, [ROWS, webhookIds]);
  await pool.query(
    `insert into queue (delivery_id, event_id, webhook_id, workspace_id, state, charged, due_at, check_at)
     select d.id, d.event_id, d.webhook_id, d.workspace_id, case n % 40 when 0 then 'retrying' else 'queued' end, (n % 40 = 0)::int,
       now() + interval '1 hour' * (n % 40 = 0)::int, now() + interval '2 hours'
     from (select d.*, row_number() over () as n from deliveries d where d.status = 'open') d`,
  );
  await pool.query(
    `insert into stats_minute (webhook_id, minute, measure, slot, workspace_id, count)
     select w, date_trunc('hour', now()) - interval '1 hour' * h, m, 0, 'default', 10
     from unnest($1::uuid[]) w, generate_series(0, 200) h, unnest('{delivered,failed,latency:20,code:http-status}'::text[]) m`,
    [webhookIds],
  );
  await pool.query(
    `insert into idempotency (workspace_id, method, path, key, body_hash, status, response)
     select 'default', 'POST', '/events', 'k' || n, '', 202, '' from generate_series(1, 5000) n`,
  );
  await pool.query('analyze');
  await scaleStatistics(pool);
  return { webhookIds };
}

// Of the newest, which a walk from either end meets last or first: one in a thousand failed, cancelled, or was of no webhook; an error
// of its own only among the oldest.
const FINISHED = `
with made as materialized (
  select n, posthorn_uuid_at(at) as prefix, at, $2::uuid[] as webhooks,
    case when n % 4 < 2 then 'default' else 'other' end as tenant
  from generate_series(1, $1::int) n
  cross join lateral (select now() - interval '89 days' * (n::float8 / $1) as at) times
),
named as materialized (
  select *, (substr(prefix::text, 1, 13) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as event_id from made
),
kept as (
  insert into events (id, workspace_id, type, external_id, subject, occurred_at, payload, matched)
  select event_id, tenant, 'lead.updated', 'x' || n, 'lead-' || n % 5000, at, '{}', n % 1000 <> 7 from named
),
remembered as (
  insert into event_ids (workspace_id, external_id, event_id, body_hash, created_at)
  select tenant, 'x' || n, event_id, '', at from named
),
sent as (
  insert into deliveries (id, event_id, webhook_id, workspace_id, event_type, subject, status, attempt_count, next_seq,
    created_at, finished_at, last_response_status, last_error_code, last_duration_ms)
  select posthorn_delivery_id(event_id, webhooks[1 + n % ${WEBHOOKS}]), event_id, webhooks[1 + n % ${WEBHOOKS}], tenant, 'lead.updated',
    'lead-' || n % 5000, s.status, 1, 2, at, case when s.status <> 'open' then at end,
    case when s.status = 'failed' then 503 else 200 end,
    case when n > $1 - 20 then 'tls-expired' when s.status = 'failed' then 'http-status' end, 12
  from named cross join lateral (
    select case when n <= 600 then 'open' when n % 1000 = 3 then 'failed' when n % 1000 = 5 then 'cancelled' else 'delivered' end
      as status
  ) s
  where n % 1000 <> 7
  returning id
)
insert into attempts (delivery_id, seq, id, run, number, trigger, started_at, duration_ms, url, response_status)
select id, 1, id, 1, 1, 'schedule', now(), 12, 'https://example.com/', 200 from sent`;

/** Autovacuum would count anew what is really there. */
async function freezeStatistics(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  for (const { name } of rows) await pool.query(`alter table ${name} set (autovacuum_enabled = off)`);
}

// Postgres multiplies rows a page, which is what this sets, by the pages that are really there.
async function scaleStatistics(pool: Pool): Promise<void> {
  await pool.query(
    `select pg_restore_relation_stats(
       'schemaname', 'public', 'relname', c.relname::text, 'relpages', greatest(c.relpages, 1), 'reltuples', c.reltuples * ${SCALE}::real)
     from pg_class c
     where c.relkind in ('r', 'i') and c.relnamespace = 'public'::regnamespace and c.reltuples > 0
       and c.relname ~ '^(events|deliveries|attempts|queue|event_ids|idempotency|changes|stats_minute)(_|$)'`,
  );
}
