import type { Db } from './db.js';

/** Queue rows by state, and how long the oldest one has been due that waits for the dispatcher and may be sent. */
export async function readQueueDepth(db: Db): Promise<{
  depth: { queued: number; sending: number; retrying: number };
  oldestDueSeconds: number;
}> {
  const { rows } = await db.query<{ queued: number; sending: number; retrying: number; oldest: number }>(
    `select count(*) filter (where q.state = 'queued')::int as queued,
       count(*) filter (where q.state = 'sending')::int as sending,
       count(*) filter (where q.state = 'retrying')::int as retrying,
       coalesce(extract(epoch from now() - min(q.due_at) filter (
         where q.state = 'queued' and q.due_at <= now() and (w.status = 'enabled' or q.test))), 0)::float8 as oldest
     from queue q left join webhooks w on w.id = q.webhook_id and w.deleted_at is null`,
  );
  const { queued, sending, retrying, oldest } = rows[0]!;
  return { depth: { queued, sending, retrying }, oldestDueSeconds: oldest };
}
