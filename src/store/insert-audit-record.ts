import type { Db } from './db.js';

export interface NewAuditRecord {
  id: string;
  /** null: of the instance. */
  workspaceId: string | null;
  actor: string;
  action: string;
  /** As callers see them: they are of many kinds. */
  targets: readonly string[];
  changes: readonly string[];
}

export async function insertAuditRecord(db: Db, record: NewAuditRecord): Promise<void> {
  await db.query(
    'insert into audit (id, workspace_id, actor, action, targets, changes) values ($1, $2, $3, $4, $5, $6)',
    [record.id, record.workspaceId, record.actor, record.action, record.targets, record.changes],
  );
}
