import type { Db } from './db.js';
import type { WebhookSettings } from './webhook-row.js';

/** Its subscriptions are written by replaceSubscriptions, in the same transaction. */
export async function insertWebhook(
  db: Db,
  webhook: WebhookSettings & { id: string; workspaceId: string },
): Promise<void> {
  await db.query(
    `insert into webhooks (id, workspace_id, url, events, description, retry_policy, timeout_ms, success_status,
       header_names, headers, rate_limit_per_second, max_concurrency, workflow_start)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      webhook.id,
      webhook.workspaceId,
      webhook.url,
      webhook.events,
      webhook.description,
      webhook.retryPolicy === null ? null : JSON.stringify(webhook.retryPolicy),
      webhook.timeoutMs,
      webhook.successStatus,
      webhook.headerNames,
      webhook.sealedHeaders,
      webhook.rateLimitPerSecond,
      webhook.maxConcurrency,
      webhook.workflowStart,
    ],
  );
}
