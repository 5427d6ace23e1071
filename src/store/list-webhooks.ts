import type { WebhookStatus } from '../contract/webhook.js';
import type { Db } from './db.js';
import { toWebhook, WEBHOOK_COLUMNS, type Webhook, type WebhookRow } from './webhook-row.js';

export interface WebhookFilter {
  status: WebhookStatus | null;
  /** Patterns of which a webhook takes at least one. */
  patterns: string[] | null;
}

/** Newest first; `before`: the id that ended the page before. */
export async function listWebhooks(
  db: Db,
  workspaceId: string,
  filter: WebhookFilter,
  page: { limit: number; before: string | null },
): Promise<Webhook[]> {
  const { rows } = await db.query<WebhookRow>(
    `select ${WEBHOOK_COLUMNS} from webhooks w
     where w.workspace_id = $1 and w.deleted_at is null
       and ($2::text is null or w.status = $2)
       and ($3::text[] is null or w.events && $3)
       and ($4::uuid is null or w.id < $4)
     order by w.id desc
     limit $5`,
    [workspaceId, filter.status, filter.patterns, page.before, page.limit],
  );
  return rows.map(toWebhook);
}
