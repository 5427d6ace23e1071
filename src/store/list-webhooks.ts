import type { WebhookStatus } from '../contract/webhook.js';
import type { Db } from './db.js';
import { toWebhook, WEBHOOK_COLUMNS, type Webhook, type WebhookRow } from './webhook-row.js';

/** What is absent is any. */
export interface WebhookFilter {
  status?: WebhookStatus | undefined;
  /** A webhook's events have at least one of them. */
  patterns?: string[] | undefined;
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
