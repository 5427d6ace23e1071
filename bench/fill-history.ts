import type pg from 'pg';
import type { Installation } from './installation.js';

const DAYS = 7;
const DAY_MS = 86_400_000;

/** As the engine leaves a delivery that arrived, a week later: with its event, whose payload is erased, and its attempt. */
const FINISHED = {
  events: `(id, workspace_id, type, occurred_at, payload) select id, 'default', 'lead.completed', now(), null`,
  attempts: `(delivery_id, seq, id, run, number, trigger, started_at, duration_ms, url, response_status)
    select id, 1, id, 1, 1, 'schedule', now(), 12, 'https://example.com/', 200`,
  deliveries: `(id, event_id, webhook_id, workspace_id, event_type, status, attempt_count, next_seq, finished_at,
      last_response_status, last_duration_ms)
    select id, id, $webhook, 'default', 'lead.completed', 'delivered', 1, 2, now(), 200, 12`,
} as const;
type Big = keyof typeof FINISHED;

/** As partitions are made. */
const FILLFACTOR: Record<Big, number> = { events: 100, attempts: 100, deliveries: 70 };

// As an accept leaves them, with events of 1 KiB, of the last minutes; $2 to $3: what part of that time is made.
const QUEUED = `
with made as materialized (
  select uuidv7(-interval '10 minutes' * (1 - ($2::float8 + ($3::float8 - $2) * n / $4::int))) as id from generate_series(1, $4) n
),
kept as (
  insert into events (id, workspace_id, type, occurred_at, payload)
  select id, 'default', 'lead.completed', now(), convert_to(repeat('x', 1024), 'UTF8') from made
),
waiting as (
  insert into queue (delivery_id, event_id, webhook_id, workspace_id) select id, id, $1, 'default' from made
)
insert into deliveries (id, event_id, webhook_id, workspace_id, event_type)
select id, id, $1, 'default', 'lead.completed' from made`;

/**
 * Puts rows behind an installation that is empty yet, by SQL: sending them would take days. The finished are of the last
 * seven days and fill the two weeks' partitions in the order of time, before those get their indexes; the queued are
 * inserted into what is then there. What Postgres does in the background of such a week comes at the end: vacuum, analyze,
 * a checkpoint.
 */
export async function fillHistory(
  { database }: Installation,
  { webhookId, finished, queued }: { webhookId: string; finished: number; queued: number },
): Promise<void> {
  // Checkpoints in between would have each page logged whole, again and again. Nobody else is on this server.
  await setServer(database, `max_wal_size = '40GB'`, 'autovacuum = off');
  await database.query(
    `create unlogged table filled_ids as
     select uuidv7(-interval '${DAYS} days' * (1 - n / ${finished}::float8) - interval '1 hour') as id
     from generate_series(1, ${finished}) n`,
  );
  await Promise.all([
    fillBig(database, webhookId, ['deliveries']),
    fillBig(database, webhookId, ['events', 'attempts']),
  ]);
  await database.query('drop table filled_ids');
  await Promise.all(
    [0, 1].map((half) =>
      database.query(QUEUED, [webhookId, half / 2, (half + 1) / 2, Math.ceil(queued / 2)]),
    ),
  );
  await Promise.all(
    ['deliveries, queue', 'events, attempts'].map((tables) => database.query(`vacuum (analyze) ${tables}`)),
  );
  await setServer(database, 'max_wal_size = default', 'autovacuum = default');
  await database.query('checkpoint');
}

async function fillBig(database: pg.Pool, webhookId: string, tables: readonly Big[]): Promise<void> {
  const client = await database.connect();
  const query = (sql: string) => client.query(sql.replaceAll('$webhook', client.escapeLiteral(webhookId)));
  try {
    await query(`set maintenance_work_mem = '1GB'`);
    for (const big of tables) {
      for (const monday of await findMondays(client)) {
        const name = `${big}_w${monday.toISOString().slice(0, 10).replaceAll('-', '')}`;
        const [first, end] = [monday, new Date(monday.getTime() + 7 * DAY_MS)].map(
          (at) => `posthorn_uuid_at('${at.toISOString()}')`,
        );
        await query('begin');
        await query(
          `create table filled_${name} (like ${big} including all excluding indexes) with (fillfactor = ${FILLFACTOR[big]})`,
        );
        await query(
          `insert into filled_${name} ${FINISHED[big]} from filled_ids where id >= ${first} and id < ${end}`,
        );
        await query(`drop table if exists ${name}`);
        await query(`alter table filled_${name} rename to ${name}`);
        // Builds every index that the table has.
        await query(
          `do $$ begin
             execute format('alter table ${big} attach partition ${name} for values from (%L) to (%L)', ${first}, ${end});
           end $$`,
        );
        await query('commit');
      }
    }
  } finally {
    client.release(true);
  }
}

/** Of the weeks that the finished are of. */
async function findMondays(client: pg.PoolClient): Promise<Date[]> {
  const { rows } = await client.query<{ monday: Date }>(
    `select distinct date_trunc('week', at at time zone 'utc') at time zone 'utc' as monday
     from unnest(array[now() - interval '${DAYS} days 1 hour', now() - interval '1 hour']) at
     order by 1`,
  );
  return rows.map(({ monday }) => monday);
}

async function setServer(database: pg.Pool, ...settings: string[]): Promise<void> {
  for (const setting of settings) await database.query(`alter system set ${setting}`);
  await database.query('select pg_reload_conf()');
}
