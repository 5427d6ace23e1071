import type { Db } from './db.js';
import { DELIVERY, isOfEvent, QUEUED } from './of-event.js';

const ROWS_PER_STATEMENT = 500;

/** Erases payloads and stored responses past retention; a delivery still open on one ends `cancelled`. */
export async function eraseExpiredPayloads(db: Db, retentionDays: number): Promise<number> {
  let erased = 0;
  // Each statement goes on where the one before ended, and each night where the one before did: nobody looks again at all that
  // is erased already.
  const { after: start, before } = await findSpan(db, retentionDays);
  let after = start;
  for (;;) {
    const { rows } = await db.query<{ count: number; last: string | null }>(
      `with target as materialized (
         select id from events
         where id < $1 and id > $2 and payload is not null
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
      [before, after],
    );
    const { count, last } = rows[0]!;
    erased += count;
    if (count < ROWS_PER_STATEMENT || last === null) break;
    after = last;
  }
  await db.query(
    `insert into meta (key, value) values ($1, uuid_send($2::uuid)) on conflict (key) do update set value = excluded.value
     where meta.value < excluded.value`,
    [ERASED_BEFORE, before],
  );
  return erased;
}

const ERASED_BEFORE = 'payloads-erased-before';

/** Ids of events whose payloads are past retention, but for those that are erased for sure. */
async function findSpan(db: Db, retentionDays: number): Promise<{ after: string; before: string }> {
  const { rows } = await db.query<{ after: string; before: string }>(
    `select coalesce((select encode(value, 'hex')::uuid from meta where key = $1), '00000000-0000-0000-0000-000000000000') as after,
       posthorn_uuid_at(now() - make_interval(days => $2)) as before`,
    [ERASED_BEFORE, retentionDays],
  );
  return rows[0]!;
}
