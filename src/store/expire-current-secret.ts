import type { Db } from './db.js';

/** The current secret signs for `graceSeconds` more. */
export async function expireCurrentSecret(db: Db, webhookId: string, graceSeconds: number): Promise<void> {
  await db.query(
    `update secrets set expires_at = now() + make_interval(secs => $2)
     where webhook_id = $1 and expires_at is null`,
    [webhookId, graceSeconds],
  );
}
