import type { Db } from './db.js';

/** Removes what receivers answered to an event: a response may repeat what it was sent. */
export async function eraseResponses(db: Db, eventId: string): Promise<void> {
  await db.query(
    `update attempts a set response_headers = null, response_body = null, response_truncated = false
     from deliveries d
     where d.event_id = $1 and a.delivery_id = d.id
       and d.id >= (left($1::text, 13) || '-0000-0000-000000000000')::uuid
       and d.id <= (left($1::text, 13) || '-ffff-ffff-ffffffffffff')::uuid
       and (a.response_headers is not null or a.response_body is not null)`,
    [eventId],
  );
}
