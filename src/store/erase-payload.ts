import type { Db } from './db.js';

/** Removes what an event carried; its record stays. Answers false when there is no such event. */
export async function erasePayload(db: Db, workspaceId: string, eventId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'update events set payload = null where id = $1 and workspace_id = $2',
    [eventId, workspaceId],
  );
  return rowCount === 1;
}
