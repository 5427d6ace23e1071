import type { RetryPolicyInput } from '../contract/retry-policy.js';
import type { Db } from './db.js';

/** Where a delivery stands, as the fence sees it. */
export interface DeliveryState {
  status: 'open' | 'delivered' | 'failed' | 'cancelled';
  reason: string | null;
  attemptCount: number;
  webhookOpen: boolean;
  retryPolicy: RetryPolicyInput | null;
  /** Undefined once it is finished. */
  row:
    | {
        generation: number;
        charged: number;
        /** Why it ends with the attempt in flight; null: nobody asked for that. */
        cancelReason: string | null;
        dueInMs: number;
        /** undefined: no attempt in flight; negative: it is past its deadline. */
        tokenExpiresInMs: number | undefined;
        enabled: boolean;
      }
    | undefined;
}

export async function findDeliveryState(db: Db, deliveryId: string): Promise<DeliveryState | undefined> {
  const { rows } = await db.query<{
    status: DeliveryState['status'];
    reason: string | null;
    attempt_count: number;
    webhook_open: boolean;
    retry_policy: RetryPolicyInput | null;
    generation: number | null;
    charged: number;
    cancel_reason: string | null;
    due_in_ms: number;
    expires_in_ms: number | null;
    enabled: boolean;
  }>(
    `select d.status, d.reason, d.attempt_count, w.id is not null and w.deleted_at is null as webhook_open, w.retry_policy,
       q.generation, q.charged, q.cancel_reason, w.status = 'enabled' or q.test as enabled,
       (extract(epoch from q.due_at - now()) * 1000)::float8 as due_in_ms,
       case when q.token is not null then (extract(epoch from q.deadline - now()) * 1000)::float8 end as expires_in_ms
     from deliveries d
     left join webhooks w on w.id = d.webhook_id
     left join queue q on q.delivery_id = d.id
     where d.id = $1`,
    [deliveryId],
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    status: row.status,
    reason: row.reason,
    attemptCount: row.attempt_count,
    webhookOpen: row.webhook_open,
    retryPolicy: row.retry_policy,
    row:
      row.generation === null
        ? undefined
        : {
            generation: row.generation,
            charged: row.charged,
            cancelReason: row.cancel_reason,
            dueInMs: row.due_in_ms,
            tokenExpiresInMs: row.expires_in_ms ?? undefined,
            enabled: row.enabled,
          },
  };
}
