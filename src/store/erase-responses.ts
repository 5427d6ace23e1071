import type { Db } from './db.js';
import { DELIVERY, isOfEvent } from './of-event.js';

/** Removes what receivers answered to an event: a response may repeat what it was sent. */
export async function eraseResponses(db: Db, eventId: string): Promise<void> {
  await db.query(
    `update attempts a set response_headers = null, response_body = null, response_truncated = false
     from deliveries d
     where a.delivery_id = d.id and ${isOfEvent(DELIVERY, '$1::uuid')}
       and (a.response_headers is not null or a.response_body is not null)`,
    [eventId],
  );
}
