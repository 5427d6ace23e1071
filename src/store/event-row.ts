export interface StoredEvent {
  id: string;
  workspaceId: string;
  type: string;
  externalId: string | null;
  subject: string | null;
  occurredAt: Date;
  test: boolean;
}

/** Selects a StoredEvent from `events e`. */
export const EVENT_COLUMNS = 'e.id, e.workspace_id, e.type, e.external_id, e.subject, e.occurred_at, e.test';

export interface EventRow {
  id: string;
  workspace_id: string;
  type: string;
  external_id: string | null;
  subject: string | null;
  occurred_at: Date;
  test: boolean;
}

export function toStoredEvent(row: EventRow): StoredEvent {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    type: row.type,
    externalId: row.external_id,
    subject: row.subject,
    occurredAt: row.occurred_at,
    test: row.test,
  };
}
