import type { WebhookStatus } from '../contract/webhook.js';
import type { Db } from './db.js';

/** Locks the row until the transaction ends: no attempt begins and no state changes meanwhile. */
export async function lockWebhook(
  db: Db,
  workspaceId: string,
  webhookId: string,
): Promise<{ status: WebhookStatus } | undefined> {
  const { rows } = await db.query<{ status: WebhookStatus }>(
    'select status from webhooks where id = $1 and workspace_id = $2 and deleted_at is null for update',
    [webhookId, workspaceId],
  );
  return rows[0];
}
