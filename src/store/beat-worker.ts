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
  const { rows } = await db.query<{ live: number; leader: string; now: Date }>({
    // Named: it runs every second, and planning it takes longer than running it.
    name: 'beat-worker',
    text: `with beat as (
       insert into workers (id) values ($1) on conflict (id) do update set beat_at = now() returning id, started_at
     ),
     gone as (delete from workers where beat_at < now() - interval '1 hour' and id <> $1)
     select count(*)::int as live, (array_agg(id order by started_at, id))[1] as leader, now() as now
     from (
       select id, started_at from beat
       union all
       select id, started_at from workers
       where beat_at > now() - interval '${DEAD_AFTER_SECONDS} seconds' and id <> $1
     ) fleet`,
    values: [workerId],
  });
  const { live, leader, now } = rows[0]!;
  return { liveWorkers: live, isLeader: leader === workerId, now };
}

export async function retireWorker(db: Db, workerId: string): Promise<void> {
  await db.query('delete from workers where id = $1', [workerId]);
}
