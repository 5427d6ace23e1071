import type { Db } from './db.js';

/** These sign no more from now on. */
export async function endSecrets(db: Db, ids: readonly string[]): Promise<void> {
  await db.query('update secrets set expires_at = now() where id = any($1::uuid[])', [ids]);
}
