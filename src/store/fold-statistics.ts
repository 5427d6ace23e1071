import type { Db } from './db.js';

/** Adds up the counts of minutes gone by, and forgets those older than that; answers how many rows it took away. */
export async function foldStatistics(db: Db, retentionDays: number): Promise<number> {
  const { rows } = await db.query<{ folded: number }>('select posthorn_fold_statistics($1)::int as folded', [
    retentionDays,
  ]);
  return rows[0]!.folded;
}
