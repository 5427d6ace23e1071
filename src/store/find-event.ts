import type { Db } from './db.js';
import { EVENT_COLUMNS, type EventRow, type StoredEvent, toStoredEvent } from './event-row.js';

/** `payload`: the envelope's bytes, null once erased. undefined: unknown, or another workspace's. */
export async function findEvent(
  db: Db,
  workspaceId: string,
  eventId: string,
): Promise<(StoredEvent & { payload: Buffer | null }) | undefined> {
  const { rows } = await db.query<EventRow & { payload: Buffer | null }>(
    `select ${EVENT_COLUMNS}, e.payload from events e where e.id = $1 and e.workspace_id = $2`,
    [eventId, workspaceId],
  );
  const [row] = rows;
  return row && { ...toStoredEvent(row), payload: row.payload };
}
