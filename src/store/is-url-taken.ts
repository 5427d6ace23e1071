import type { Db } from './db.js';

/** Whether a webhook of the workspace other than this one has this very URL. */
export async function isUrlTaken(
  db: Db,
  workspaceId: string,
  url: string,
  webhookId: string,
): Promise<boolean> {
  const { rows } = await db.query<{ taken: boolean }>(
    `select exists (
       select from webhooks where workspace_id = $1 and url = $2 and id <> $3 and deleted_at is null
     ) as taken`,
    [workspaceId, url, webhookId],
  );
  return rows[0]!.taken;
}
