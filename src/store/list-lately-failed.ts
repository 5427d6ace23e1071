import type { Db } from './db.js';

export interface FailedDelivery {
  deliveryId: string;
  eventId: string;
  eventType: string;
  webhookId: string;
  workspaceId: string;
  url: string;
  attemptCount: number;
  responseStatus: number | null;
  errorCode: string | null;
  failedAt: Date;
  /** Hours since 1970 when it failed. */
  hour: number;
}

interface FailedRow {
  delivery_id: string;
  event_id: string;
  event_type: string;
  webhook_id: string;
  workspace_id: string;
  url: string;
  attempt_count: number;
  last_response_status: number | null;
  last_error_code: string | null;
  failed_at: Date;
  hour: number;
}

/** Longer than the leader's looks are apart, and than it takes another worker to become the leader. */
const LATELY = '1 hour';

/** The first delivery of each webhook that failed in each hour, of those lately; neither tests nor `besides` these types. */
export async function listLatelyFailed(db: Db, besides: readonly string[]): Promise<FailedDelivery[]> {
  const { rows } = await db.query<FailedRow>(
    // Materialised: else it may go through all failures of every webhook instead of those lately.
    `with lately as materialized (
       select distinct on (d.webhook_id, hour)
         d.id as delivery_id, d.event_id, d.event_type, d.webhook_id, d.workspace_id, d.attempt_count,
         d.last_response_status, d.last_error_code, d.failed_at,
         floor(extract(epoch from d.failed_at) / 3600)::int as hour
       from deliveries d
       where d.failed_at > now() - interval '${LATELY}'
         and not d.test and d.event_type <> all($1)
       order by d.webhook_id, hour, d.failed_at, d.id
     )
     select l.*, w.url from lately l join webhooks w on w.id = l.webhook_id and w.deleted_at is null`,
    [besides],
  );
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    eventId: row.event_id,
    eventType: row.event_type,
    webhookId: row.webhook_id,
    workspaceId: row.workspace_id,
    url: row.url,
    attemptCount: row.attempt_count,
    responseStatus: row.last_response_status,
    errorCode: row.last_error_code,
    failedAt: row.failed_at,
    hour: row.hour,
  }));
}
