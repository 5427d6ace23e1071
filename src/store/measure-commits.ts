import type { Db } from './db.js';

export interface CommitTimes {
  /** From here to Postgres and back. */
  roundTripMs: number;
  /** A commit that is on the disk, the round trip included. */
  commitMs: number;
}

const TIMES = 25;

/** Medians. It writes to the log that Postgres recovers from, and to no table. */
export async function measureCommits(db: Db): Promise<CommitTimes> {
  return {
    roundTripMs: await medianMs(() => db.query('select 1')),
    commitMs: await medianMs(() => db.query(`select pg_logical_emit_message(true, 'posthorn doctor', '')`)),
  };
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < TIMES; n++) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[Math.floor(TIMES / 2)]!;
}
