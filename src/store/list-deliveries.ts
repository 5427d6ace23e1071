import type { DeliveryStatus } from '../contract/delivery.js';
import type { Db } from './db.js';
import {
  type Delivery,
  DELIVERY_COLUMNS,
  DELIVERY_STATUS,
  DELIVERY_TABLES,
  type DeliveryRow,
  toDelivery,
} from './delivery-row.js';

/** null: any. */
export interface DeliveryFilter {
  webhookId: string | null;
  eventId: string | null;
  eventType: string | null;
  subject: string | null;
  status: DeliveryStatus | null;
  /** Of the last attempt. */
  responseStatus: number | null;
  errorCode: string | null;
  /** Of the event's time: from, inclusive, and to, exclusive. */
  from: Date | null;
  to: Date | null;
}

const FINISHED: readonly DeliveryStatus[] = ['delivered', 'failed', 'cancelled'];

// Parameters that are null fold away when the statement is planned, which happens at each call since it has no name.
// An open status turns the join with the queue into an inner one, so that the small table leads. An event's id bounds
// the ids of its deliveries, so that one partition is read.
const LIST = `
select ${DELIVERY_COLUMNS} from ${DELIVERY_TABLES}
where d.workspace_id = $1
  and ($2::uuid is null or d.webhook_id = $2)
  and ($3::uuid is null or d.event_id = $3
    and d.id >= (left($3::text, 13) || '-0000-0000-000000000000')::uuid
    and d.id <= (left($3::text, 13) || '-ffff-ffff-ffffffffffff')::uuid)
  and ($4::text is null or d.event_type = $4)
  and ($5::text is null or d.subject = $5)
  and ($6::text is null or d.status = $6)
  and ($7::text is null or q.delivery_id is not null and ${DELIVERY_STATUS} = $7)
  and ($8::int is null or d.last_response_status = $8)
  and ($9::text is null or d.last_error_code = $9)
  and ($10::timestamptz is null or d.id >= posthorn_uuid_at($10))
  and ($11::timestamptz is null or d.id < posthorn_uuid_at($11))
  and ($12::uuid is null or d.id < $12)
order by d.id desc
limit $13`;

/** Newest first, by the event's time; `before`: the id that ended the page before; no limit: all. */
export async function listDeliveries(
  db: Db,
  workspaceId: string,
  filter: DeliveryFilter,
  page: { limit: number | null; before: string | null },
): Promise<Delivery[]> {
  const isFinished = filter.status !== null && FINISHED.includes(filter.status);
  const { rows } = await db.query<DeliveryRow>(LIST, [
    workspaceId,
    filter.webhookId,
    filter.eventId,
    filter.eventType,
    filter.subject,
    isFinished ? filter.status : null,
    isFinished ? null : filter.status,
    filter.responseStatus,
    filter.errorCode,
    filter.from,
    filter.to,
    page.before,
    page.limit,
  ]);
  return rows.map(toDelivery);
}

export const ANY_DELIVERY: DeliveryFilter = {
  webhookId: null,
  eventId: null,
  eventType: null,
  subject: null,
  status: null,
  responseStatus: null,
  errorCode: null,
  from: null,
  to: null,
};
