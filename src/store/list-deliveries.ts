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
import { isOfEvent } from './of-event.js';

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

/** What DELIVERY_STATUS of an open one implies, so that most of the queue is passed over without a look at its delivery. */
const OPEN_STATUS = `and (($6 = 'sending') = (q.token is not null))
  and ($6 <> 'retrying' or q.charged > 0) and ($6 <> 'held' or w.status <> 'enabled')`;

// What is absent is null to the driver. Parameters that are null fold away when the statement is planned, which happens
// at each call since it has no name. A response other than 200 has a column, and an index, of its own.
// `rows`: the table that leads, and `id` its column with the delivery's id; `status`: what a delivery's status is read from.
const list = (tables: string, rows: 'd' | 'q', id: string, status: string) => `
select ${DELIVERY_COLUMNS} from ${tables}
where ${rows}.workspace_id = $1
  and ($2::uuid is null or ${rows}.webhook_id = $2)
  and ($3::uuid is null or ${isOfEvent({ id, eventId: `${rows}.event_id` }, '$3::uuid')})
  and ($4::text is null or d.event_type = $4)
  and ($5::text is null or d.subject = $5)
  and ($6::text is null or ${status} = $6)
  ${rows === 'q' ? OPEN_STATUS : ''}
  and ($7::int is null or case when $7 = 200 then d.last_response_status = 200 else d.unusual_response = $7 end)
  and ($8::text is null or d.last_error_code = $8)
  and ($9::timestamptz is null or ${id} >= posthorn_uuid_at(greatest($9, 'epoch')))
  and ($10::timestamptz is null or ${id} < posthorn_uuid_at(greatest($10, 'epoch')))
  and ($11::uuid is null or ${id} < $11)
order by ${id} desc
limit $12`;

const LIST = list(DELIVERY_TABLES, 'd', 'd.id', 'd.status');

// The column of the index that has only these.
const LIST_ENDED_BADLY = list(DELIVERY_TABLES, 'd', 'd.id', 'd.ended_badly');

// Of an open status the small queue leads. The planner does not count on reading one partition a row, and would rather
// read them all: `offset 0` keeps it from that (500 open of 800,000: 12 ms in place of 600).
const LIST_OPEN = list(
  `queue q
   cross join lateral (select * from deliveries d where d.id = q.delivery_id offset 0) d
   left join webhooks w on w.id = q.webhook_id`,
  'q',
  'q.delivery_id',
  DELIVERY_STATUS,
);

/** Newest first, by the event's time; `before`: the id that ended the page before; no limit: all. */
export async function listDeliveries(
  db: Db,
  workspaceId: string,
  filter: DeliveryFilter,
  page: { limit: number | null; before: string | null },
): Promise<Delivery[]> {
  const { rows } = await db.query<DeliveryRow>(statementFor(filter.status), [
    workspaceId,
    filter.webhookId,
    filter.eventId,
    filter.eventType,
    filter.subject,
    filter.status,
    filter.responseStatus,
    filter.errorCode,
    filter.from,
    filter.to,
    page.before,
    page.limit,
  ]);
  return rows.map(toDelivery);
}

function statementFor(status: DeliveryStatus | undefined): string {
  if (status === undefined || status === 'delivered') return LIST;
  return status === 'failed' || status === 'cancelled' ? LIST_ENDED_BADLY : LIST_OPEN;
}
