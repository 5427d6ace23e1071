import type { Db } from './db.js';

const DAYS_AHEAD = 8;

/** Makes the missing partitions from yesterday to a week ahead; answers how many. */
export async function ensurePartitions(db: Db): Promise<number> {
  const { rows } = await db.query<{ made: number }>('select posthorn_ensure_partitions($1) as made', [
    DAYS_AHEAD,
  ]);
  return rows[0]!.made;
}

/** Drops partitions whose every day is older than that, except those that an open delivery needs; answers their names. */
export async function dropPartitions(db: Db, retentionDays: number): Promise<string[]> {
  const { rows } = await db.query<{ dropped: string[] }>('select posthorn_drop_partitions($1) as dropped', [
    retentionDays,
  ]);
  return rows[0]!.dropped;
}
