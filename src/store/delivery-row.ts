import type { DeliveryStatus } from '../contract/delivery.js';
import type { RetryPolicyInput } from '../contract/retry-policy.js';

export interface Delivery {
  id: string;
  eventId: string;
  eventType: string;
  subject: string | null;
  webhookId: string;
  test: boolean;
  status: DeliveryStatus;
  /** Why it ended, where the status alone does not tell. */
  reason: string | null;
  run: number;
  createdAt: Date;
  finishedAt: Date | null;
  attemptCount: number;
  /** Of the attempt that was recorded last; null before the first one. */
  maximumAttempts: number | null;
  /** The webhook's own, which decides while the delivery is open. */
  retryPolicy: RetryPolicyInput | null;
  nextAttemptAt: Date | null;
  lastAttempt: { responseStatus: number | null; errorCode: string | null; durationMs: number | null } | null;
}

/** Joins `deliveries d` with what the status of an open one is derived from. */
export const DELIVERY_TABLES = `
  deliveries d
  left join queue q on q.delivery_id = d.id
  left join webhooks w on w.id = d.webhook_id`;

export const DELIVERY_STATUS = `
  case
    when d.status <> 'open' then d.status
    when q.token is not null then 'sending'
    when w.status <> 'enabled' and not d.test then 'held'
    when q.charged > 0 then 'retrying'
    else 'queued'
  end`;

/** Selects a Delivery from DELIVERY_TABLES. */
export const DELIVERY_COLUMNS = `
  d.id, d.event_id, d.event_type, d.subject, d.webhook_id, d.test, ${DELIVERY_STATUS} as status, d.reason, d.run,
  d.created_at, d.finished_at, coalesce(q.charged, d.attempt_count) as attempt_count,
  case when d.status <> 'open' then d.maximum_attempts end as maximum_attempts, w.retry_policy, q.due_at,
  d.last_response_status, d.last_error_code, d.last_duration_ms`;

export interface DeliveryRow {
  id: string;
  event_id: string;
  event_type: string;
  subject: string | null;
  webhook_id: string;
  test: boolean;
  status: DeliveryStatus;
  reason: string | null;
  run: number;
  created_at: Date;
  finished_at: Date | null;
  attempt_count: number;
  maximum_attempts: number | null;
  retry_policy: RetryPolicyInput | null;
  due_at: Date | null;
  last_response_status: number | null;
  last_error_code: string | null;
  last_duration_ms: number | null;
}

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    eventId: row.event_id,
    eventType: row.event_type,
    subject: row.subject,
    webhookId: row.webhook_id,
    test: row.test,
    status: row.status,
    reason: row.reason,
    run: row.run,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    attemptCount: row.attempt_count,
    maximumAttempts: row.maximum_attempts,
    retryPolicy: row.retry_policy,
    nextAttemptAt: row.status === 'retrying' ? row.due_at : null,
    lastAttempt: toLastAttempt(row),
  };
}

function toLastAttempt(row: DeliveryRow): Delivery['lastAttempt'] {
  const {
    last_response_status: responseStatus,
    last_error_code: errorCode,
    last_duration_ms: durationMs,
  } = row;
  return responseStatus === null && errorCode === null && durationMs === null
    ? null
    : { responseStatus, errorCode, durationMs };
}
