import type { Db } from './db.js';

const DEAD_AFTER_SECONDS = 10;

export interface Fleet {
  liveWorkers: number;
  /** The longest-running live worker does what only one has to. */
  isLeader: boolean;
  /** The database's time, which all processes share. */
  now: Date;
}

/** Notes that this worker lives, and forgets those that long do not. */
export async function beatWorker(db: Db, workerId: string): Promise<Fleet> {
  await db.query(`insert into workers (id) values ($1) on conflict (id) do update set beat_at = now()`, [
    workerId,
  ]);
  const { rows } = await db.query<{ live: number; leader: string | null; now: Date }>(
    `with gone as (delete from workers where beat_at < now() - interval '1 hour')
     select count(*)::int as live, (array_agg(id order by started_at, id))[1] as leader, now() as now
     from workers where beat_at > now() - interval '${DEAD_AFTER_SECONDS} seconds'`,
  );
  const { live, leader, now } = rows[0]!;
  return { liveWorkers: Math.max(1, live), isLeader: leader === workerId, now };
}

export async function retireWorker(db: Db, workerId: string): Promise<void> {
  await db.query('delete from workers where id = $1', [workerId]);
}
