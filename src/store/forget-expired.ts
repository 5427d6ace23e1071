import type { Db } from './db.js';

/** Forgets idempotency answers after a day, sessions at their end, externalIds and audit records when their events may be gone. */
export async function forgetExpired(db: Db, retentionDays: number): Promise<void> {
  await db.query(`delete from idempotency where created_at < now() - interval '24 hours'`);
  // An event goes with the week that it is of.
  await db.query(`delete from event_ids where created_at < now() - make_interval(days => $1 + 7)`, [
    retentionDays,
  ]);
  await db.query(`delete from audit where id < posthorn_uuid_at(now() - make_interval(days => $1))`, [
    retentionDays,
  ]);
  await db.query(
    `delete from replays where status <> 'running' and id < posthorn_uuid_at(now() - make_interval(days => $1))`,
    [retentionDays],
  );
  await db.query(`delete from secrets where expires_at < now() - interval '1 day'`);
  await db.query(`delete from sessions where expires_at < now()`);
  await db.query(`delete from portal_links where expires_at < now() - interval '1 day'`);
}
