import type { Db } from './db.js';

/** What the sweep has to close. */
export interface Gaps {
  /** Open deliveries of deleted webhooks. */
  orphans: boolean;
  /** Attempts past their deadline. */
  expired: boolean;
  /** Deliveries whose workflow is late for them. */
  overdue: boolean;
}

/**
 * Asked every second, and nearly always for nothing: in one statement, and of the queue alone. Only what is found is worth
 * preparing all partitions for.
 */
export async function findGaps(db: Db): Promise<Gaps> {
  const { rows } = await db.query<Gaps>({
    name: 'find-gaps',
    text: `select
      exists (
        select from webhooks w cross join lateral (
          select from queue where webhook_id = w.id and token is null limit 1
        ) q where w.deleted_at > now() - interval '31 days'
      ) as orphans,
      exists (select from queue where state = 'sending' and check_at < now() and deadline < now()) as expired,
      exists (select from queue where state = 'retrying' and check_at < now()) as overdue`,
  });
  return rows[0]!;
}
