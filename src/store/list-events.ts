import type { Db } from './db.js';
import { DELIVERY, isOfEvent } from './of-event.js';
import { EVENT_COLUMNS, type EventRow, type StoredEvent, toStoredEvent } from './event-row.js';

/** What is absent is any. */
export interface EventFilter {
  eventType?: string | undefined;
  subject?: string | undefined;
  externalId?: string | undefined;
  /** Of the time it was accepted: from, inclusive, and to, exclusive. */
  from?: Date | undefined;
  to?: Date | undefined;
  /** Whether any webhook took it. */
  matched?: boolean | undefined;
}

// What is absent is null to the driver. Parameters that are null fold away when the statement is planned, which happens
// at each call since it has no name.
const LIST = `
with listed as materialized (
  select ${EVENT_COLUMNS} from events e
  where e.workspace_id = $1
    and ($2::text is null or e.type = $2)
    and ($3::text is null or e.subject = $3)
    and ($4::text is null or e.id = (
      select i.event_id from event_ids i where i.workspace_id = $1 and i.external_id = $4))
    and ($5::timestamptz is null or e.id >= posthorn_uuid_at(greatest($5, 'epoch')))
    and ($6::timestamptz is null or e.id < posthorn_uuid_at(greatest($6, 'epoch')))
    and ($7::uuid is null or e.id < $7)
    and ($9::boolean is null or e.matched = $9)
  order by e.id desc
  limit $8
)
select listed.*, (
  select count(*)::int from deliveries d where ${isOfEvent(DELIVERY, 'listed.id')}
) as deliveries
from listed order by listed.id desc`;

/** Newest first; `before`: the id that ended the page before. */
export async function listEvents(
  db: Db,
  workspaceId: string,
  filter: EventFilter,
  page: { limit: number; before: string | null },
): Promise<(StoredEvent & { deliveries: number })[]> {
  const { rows } = await db.query<EventRow & { deliveries: number }>(LIST, [
    workspaceId,
    filter.eventType,
    filter.subject,
    filter.externalId,
    filter.from,
    filter.to,
    page.before,
    page.limit,
    filter.matched,
  ]);
  return rows.map((row) => ({ ...toStoredEvent(row), deliveries: row.deliveries }));
}
