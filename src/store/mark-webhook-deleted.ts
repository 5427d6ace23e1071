import type { Db } from './db.js';

/** Call it with the webhook's row locked. Its secrets go too; deliveries and attempts stay readable. */
export async function markWebhookDeleted(db: Db, webhookId: string): Promise<void> {
  await db.query('update webhooks set deleted_at = now(), updated_at = now(), headers = null where id = $1', [
    webhookId,
  ]);
  await db.query('delete from subscriptions where webhook_id = $1', [webhookId]);
  await db.query('delete from secrets where webhook_id = $1', [webhookId]);
}
