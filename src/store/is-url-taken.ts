import type { Db } from './db.js';

/** Whether another webhook of the workspace has this very URL. */
export async function isUrlTaken(db: Db, workspaceId: string, url: string): Promise<boolean> {
  const { rows } = await db.query<{ taken: boolean }>(
    `select exists (
       select from webhooks where workspace_id = $1 and url = $2 and deleted_at is null
     ) as taken`,
    [workspaceId, url],
  );
  return rows[0]!.taken;
}
