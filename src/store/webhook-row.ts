import type { RetryPolicyInput } from '../contract/retry-policy.js';
import type { WebhookStatus, WorkflowStart } from '../contract/webhook.js';

/** What a caller may set; null means the instance's default, or none. */
export interface WebhookSettings {
  url: string;
  events: string[];
  description: string | null;
  retryPolicy: RetryPolicyInput | null;
  timeoutMs: number | null;
  successStatus: '2xx' | '200' | null;
  headerNames: string[];
  sealedHeaders: Buffer | null;
  rateLimitPerSecond: number | null;
  maxConcurrency: number;
  workflowStart: WorkflowStart | null;
}

export interface Webhook extends Omit<WebhookSettings, 'sealedHeaders'> {
  id: string;
  workspaceId: string;
  status: WebhookStatus;
  statusReason: string | null;
  heldDeliveries: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Selects a Webhook from `webhooks w`. */
export const WEBHOOK_COLUMNS = `
  w.id, w.workspace_id, w.url, w.events, w.description, w.status, w.status_reason, w.retry_policy, w.timeout_ms,
  w.success_status, w.header_names, w.rate_limit_per_second, w.max_concurrency, w.workflow_start,
  w.created_at, w.updated_at,
  case when w.status = 'enabled' then 0 else (
    select count(*)::int from queue q where q.webhook_id = w.id and q.token is null and not q.test
  ) end as held_deliveries`;

export interface WebhookRow {
  id: string;
  workspace_id: string;
  url: string;
  events: string[];
  description: string | null;
  status: WebhookStatus;
  status_reason: string | null;
  retry_policy: RetryPolicyInput | null;
  timeout_ms: number | null;
  success_status: '2xx' | '200' | null;
  header_names: string[];
  rate_limit_per_second: number | null;
  max_concurrency: number;
  workflow_start: WorkflowStart | null;
  created_at: Date;
  updated_at: Date;
  held_deliveries: number;
}

export function toWebhook(row: WebhookRow): Webhook {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    url: row.url,
    events: row.events,
    description: row.description,
    status: row.status,
    statusReason: row.status_reason,
    retryPolicy: row.retry_policy,
    timeoutMs: row.timeout_ms,
    successStatus: row.success_status,
    headerNames: row.header_names,
    rateLimitPerSecond: row.rate_limit_per_second,
    maxConcurrency: row.max_concurrency,
    workflowStart: row.workflow_start,
    heldDeliveries: row.held_deliveries,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
