import type { Db } from './db.js';

/** What events are matched against. Call it with the webhook's row locked or just written, in that transaction. */
export async function replaceSubscriptions(
  db: Db,
  workspaceId: string,
  webhookId: string,
  patterns: string[],
): Promise<void> {
  await db.query('delete from subscriptions where webhook_id = $1 and not pattern = any($2)', [
    webhookId,
    patterns,
  ]);
  await db.query(
    `insert into subscriptions (workspace_id, pattern, webhook_id)
     select $1, pattern, $2 from unnest($3::text[]) pattern
     on conflict do nothing`,
    [workspaceId, webhookId, patterns],
  );
}
