import type { Db } from './db.js';
import type { WebhookSettings } from './webhook-row.js';

const COLUMNS: Record<keyof WebhookSettings, string> = {
  url: 'url',
  events: 'events',
  description: 'description',
  retryPolicy: 'retry_policy',
  timeoutMs: 'timeout_ms',
  successStatus: 'success_status',
  headerNames: 'header_names',
  sealedHeaders: 'headers',
  rateLimitPerSecond: 'rate_limit_per_second',
  maxConcurrency: 'max_concurrency',
  workflowStart: 'workflow_start',
};

/**
 * Writes the given settings and no others, so that two changes at the same time lose nothing of each other.
 * Changed `events` want replaceSubscriptions in the same transaction.
 */
export async function updateWebhook(
  db: Db,
  workspaceId: string,
  webhookId: string,
  changes: Partial<WebhookSettings>,
): Promise<void> {
  const fields = Object.keys(changes) as (keyof WebhookSettings)[];
  const assignments = fields.map((field, index) => `${COLUMNS[field]} = $${index + 3}`);
  await db.query(
    `update webhooks set ${[...assignments, 'updated_at = now()'].join(', ')}
     where id = $1 and workspace_id = $2 and deleted_at is null`,
    [webhookId, workspaceId, ...fields.map((field) => toColumnValue(field, changes[field]))],
  );
}

function toColumnValue(field: keyof WebhookSettings, value: unknown): unknown {
  return field === 'retryPolicy' && value !== null ? JSON.stringify(value) : value;
}
