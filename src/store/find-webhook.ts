import type { Db } from './db.js';
import { toWebhook, WEBHOOK_COLUMNS, type Webhook, type WebhookRow } from './webhook-row.js';

/** undefined: unknown, deleted, or another workspace's. */
export async function findWebhook(
  db: Db,
  workspaceId: string,
  webhookId: string,
): Promise<Webhook | undefined> {
  const { rows } = await db.query<WebhookRow>(
    `select ${WEBHOOK_COLUMNS} from webhooks w where w.id = $1 and w.workspace_id = $2 and w.deleted_at is null`,
    [webhookId, workspaceId],
  );
  return rows[0] && toWebhook(rows[0]);
}
