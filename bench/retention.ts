import { parseArgs } from 'node:util';
import pg from 'pg';
import { newUuid } from '../src/ids.js';
import { acceptEvents } from '../src/store/accept-events.js';
import { dropPartitions } from '../src/store/partitions.js';
import { createDatabase } from '../test/support/database.js';
import { now } from './clock.js';
import { openStand } from './stand.js';
import { newEvent } from './store-requests.js';

// `npm run bench:retention [-- --rows 10000000]`: fills thirteen weeks with finished deliveries, each with its event and its
// attempt, drops those past a retention of 31 days as the nightly maintenance does, and prints how long that took, and how
// long an accept waited for it at most.

const WEEKS = 13;
const RETENTION_DAYS = 31;
const ROWS_PER_STATEMENT = 100_000;

const { values } = parseArgs({ options: { rows: { type: 'string', default: '10000000' } } });
const rows = Number(values.rows);

const FILL = `
with made as materialized (
  select (substr(t, 1, 13) || '-7' || substr(r, 1, 3) || '-8' || substr(r, 4, 3) || '-' || substr(r, 7, 12))::uuid as id
  from generate_series(1, $3::int) n
  cross join lateral (
    select posthorn_uuid_at($2::timestamptz + make_interval(secs => random() * 604800))::text as t,
      replace(gen_random_uuid()::text, '-', '') as r
    where n > 0
  ) parts
),
kept as (
  insert into events (id, workspace_id, type, subject, occurred_at, payload)
  select id, 'default', 'lead.completed', 'lead', now(), convert_to(repeat('x', 1000), 'UTF8') from made
),
noted as (
  insert into attempts (delivery_id, seq, id, run, number, trigger, started_at, duration_ms, url, response_status)
  select id, 1, id, 1, 1, 'schedule', now(), 12, 'https://example.com/', 200 from made
)
insert into deliveries (id, event_id, webhook_id, workspace_id, event_type, subject, status, attempt_count, next_seq, finished_at,
  last_response_status, last_duration_ms)
select id, id, $1, 'default', 'lead.completed', 'lead', 'delivered', 1, 2, now(), 200, 12 from made`;

async function main(): Promise<void> {
  const stand = await openStand();
  const interrupted = (): void => void stand.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const database = await createDatabase(stand.databaseServerUrl, stand.template);
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => undefined);
  try {
    await fill(pool);
    const before = await sizeOf(pool);
    const accepts = acceptUntilTold(pool);
    const startedAt = now();
    const dropped = await dropPartitions(pool, RETENTION_DAYS);
    const tookMs = now() - startedAt;
    const longestAcceptMs = await accepts.stop();
    const after = await sizeOf(pool);
    console.log(
      JSON.stringify({
        deliveries: before.rows,
        dropped: before.rows - after.rows,
        partitions: dropped.length,
        seconds: round(tookMs / 1_000),
        'GB before': round(before.bytes / 1e9),
        'GB after': round(after.bytes / 1e9),
        'longest accept ms': round(longestAcceptMs),
      }),
    );
  } finally {
    await pool.end();
    await database.drop();
    await stand.close();
  }
}

async function fill(pool: pg.Pool): Promise<void> {
  // What happens to deliveries is told to streams, a day's worth; all of this would be told of now.
  await pool.query('alter table deliveries disable trigger deliveries_made');
  const webhookId = newUuid();
  for (let week = 1; week <= WEEKS; week++) {
    const { rows: made } = await pool.query<{ monday: Date }>(
      `select date_trunc('week', now() at time zone 'utc') at time zone 'utc' - make_interval(weeks => $1) as monday`,
      [week],
    );
    const { monday } = made[0]!;
    const name = monday.toISOString().slice(0, 10).replaceAll('-', '');
    const end = new Date(monday.getTime() + 7 * 86_400_000);
    for (const table of ['events', 'deliveries', 'attempts']) {
      await pool.query(
        `do $$ begin
           if to_regclass('${table}_w${name}') is null then
             execute format('create table ${table}_w${name} partition of ${table} for values from (%L) to (%L)',
               posthorn_uuid_at('${monday.toISOString()}'), posthorn_uuid_at('${end.toISOString()}'));
           end if;
         end $$`,
      );
    }
    for (let left = Math.ceil(rows / WEEKS); left > 0; left -= ROWS_PER_STATEMENT)
      await pool.query(FILL, [webhookId, monday, Math.min(left, ROWS_PER_STATEMENT)]);
  }
  await pool.query('alter table deliveries enable trigger deliveries_made');
  await pool.query('vacuum (analyze)');
}

/** One after another, as a lone producer would; answers how long the slowest took. */
function acceptUntilTold(pool: pg.Pool): { stop(): Promise<number> } {
  let longestMs = 0;
  const told = { isOver: false };
  const accepting = (async () => {
    while (!told.isOver) {
      const startedAt = now();
      await acceptEvents(pool, [newEvent()]);
      longestMs = Math.max(longestMs, now() - startedAt);
    }
  })();
  return {
    stop: async () => {
      told.isOver = true;
      await accepting;
      return longestMs;
    },
  };
}

async function sizeOf(pool: pg.Pool): Promise<{ rows: number; bytes: number }> {
  const { rows: found } = await pool.query<{ rows: string; bytes: string }>(
    `select (select count(*) from deliveries) as rows, pg_database_size(current_database()) as bytes`,
  );
  return { rows: Number(found[0]!.rows), bytes: Number(found[0]!.bytes) };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

await main();
