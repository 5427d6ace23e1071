import type { Db } from './db.js';
import type { StatisticsScope } from './read-statistics.js';

/** Open deliveries, held ones included and test sends not, and how long the first of them has been due. */
export async function readBacklog(
  db: Db,
  { workspaceId, webhookId }: StatisticsScope,
): Promise<{ count: number; oldestSeconds: number }> {
  const { rows } = await db.query<{ count: number; oldest_seconds: number }>(
    `select count(*)::int as count,
       coalesce(greatest(extract(epoch from now() - min(due_at)), 0), 0)::float8 as oldest_seconds
     from queue where workspace_id = $1 and ($2::uuid is null or webhook_id = $2) and not test`,
    [workspaceId, webhookId],
  );
  const { count, oldest_seconds: oldestSeconds } = rows[0]!;
  return { count, oldestSeconds };
}
