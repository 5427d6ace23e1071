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

/** What is absent is any. */
export interface DeliveryFilter {
  webhookId?: string | undefined;
  eventId?: string | undefined;
  eventType?: string | undefined;
  subject?: string | undefined;
  status?: DeliveryStatus | undefined;
  /** Of the last attempt. */
  responseStatus?: number | undefined;
  errorCode?: string | undefined;
  /** Of the event's time: from, inclusive, and to, exclusive. */
  from?: Date | undefined;
  to?: Date | undefined;
}

const FINISHED: readonly DeliveryStatus[] = ['delivered', 'failed', 'cancelled'];

// What is absent is null to the driver. Parameters that are null fold away when the statement is planned, which happens at each call since it has no name.
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
  and ($10::timestamptz is null or d.id >= posthorn_uuid_at(greatest($10, 'epoch')))
  and ($11::timestamptz is null or d.id < posthorn_uuid_at(greatest($11, 'epoch')))
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
  const isFinished = filter.status !== undefined && FINISHED.includes(filter.status);
  const { rows } = await db.query<DeliveryRow>(LIST, [
    workspaceId,
    filter.webhookId,
    filter.eventId,
    filter.eventType,
    filter.subject,
    isFinished ? filter.status : undefined,
    isFinished ? undefined : filter.status,
    filter.responseStatus,
    filter.errorCode,
    filter.from,
    filter.to,
    page.before,
    page.limit,
  ]);
  return rows.map(toDelivery);
}
