import type { Db } from './db.js';
import { DELIVERY, isOfEvent, QUEUED } from './of-event.js';

const ROWS_PER_STATEMENT = 500;

/** Erases payloads and stored responses past retention; a delivery still open on one ends `cancelled`. */
export async function eraseExpiredPayloads(db: Db, retentionDays: number): Promise<number> {
  let erased = 0;
  // Each statement goes on where the one before ended, and does not look at all that is erased already.
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await db.query<{ count: number; last: string | null }>(
      `with target as materialized (
         select id from events
         where id < posthorn_uuid_at(now() - make_interval(days => $1)) and id > $2 and payload is not null
         order by id limit ${ROWS_PER_STATEMENT} for update
       ),
       erased as (
         update events e set payload = null from target t where e.id = t.id
       ),
       bare as (
         update attempts a set response_body = null, response_headers = null
         from target t join deliveries d on ${isOfEvent(DELIVERY, 't.id')}
         where a.delivery_id = d.id
       ),
       done as (
         delete from queue q using target t where ${isOfEvent(QUEUED, 't.id')} and q.token is null
         returning q.delivery_id, q.charged
       ),
       closed as (
         update deliveries d set status = 'cancelled', reason = 'payload-erased', finished_at = now(), attempt_count = done.charged
         from done where d.id = done.delivery_id
       )
       select count(*)::int as count, max(id::text) as last from target`,
      [retentionDays, after],
    );
    const { count, last } = rows[0]!;
    erased += count;
    if (count < ROWS_PER_STATEMENT || last === null) return erased;
    after = last;
  }
}
