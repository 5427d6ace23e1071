import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from './db.js';

/** Whether Postgres answers within a second. */
export async function isDatabaseUp(db: Db): Promise<boolean> {
  const timer = new AbortController();
  const answer = db.query('select 1').then(
    () => true,
    () => false,
  );
  const tooLate = delay(1_000, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    timer.abort();
  }
}
