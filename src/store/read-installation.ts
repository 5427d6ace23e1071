import type { Db } from './db.js';

export async function readServerVersion(db: Db): Promise<{ number: number; text: string }> {
  const { rows } = await db.query<{ number: number; text: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as text`,
  );
  return rows[0]!;
}

export async function readClock(db: Db): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>('select clock_timestamp() as now');
  return rows[0]!.now;
}

/** Workers that have beaten within the last seconds. */
export async function countLiveWorkers(db: Db): Promise<number> {
  const { rows } = await db.query<{ live: number }>(
    `select count(*)::int as live from workers where beat_at > now() - interval '10 seconds'`,
  );
  return rows[0]!.live;
}

/** For how many days after today every partitioned table has its partitions; negative: not even for today. */
export async function countDaysAhead(db: Db): Promise<number> {
  const { rows } = await db.query<{ days: number | null }>(
    `select min(newest) - (now() at time zone 'utc')::date as days from (
       select max(end_day) - 1 as newest from posthorn_time_partitions() group by parent
     ) tables`,
  );
  return rows[0]!.days ?? -1;
}

/** Of the server, whoever uses them. */
export async function countConnections(db: Db): Promise<{ used: number; allowed: number }> {
  const { rows } = await db.query<{ used: number; allowed: number }>(
    `select (select sum(numbackends) from pg_stat_database)::int as used,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as allowed`,
  );
  return rows[0]!;
}
