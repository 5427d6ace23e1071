import type { AuditAction } from '../contract/audit.js';
import type { Db } from './db.js';

export interface AuditRecord {
  id: string;
  workspaceId: string | null;
  at: Date;
  actor: string;
  action: AuditAction;
  targets: string[];
  changes: string[];
}

/** What is absent is any. */
export interface AuditFilter {
  actor?: string | undefined;
  action?: AuditAction | undefined;
  /** From, inclusive, and to, exclusive. */
  from?: Date | undefined;
  to?: Date | undefined;
}

/** Newest first: of the workspace, and with `withInstance` of the instance too. `before`: the id that ended the page before. */
export async function listAuditRecords(
  db: Db,
  scope: { workspaceId: string; withInstance: boolean },
  filter: AuditFilter,
  page: { limit: number; before: string | null },
): Promise<AuditRecord[]> {
  const { rows } = await db.query<Omit<AuditRecord, 'workspaceId'> & { workspace_id: string | null }>(
    `select id, workspace_id, at, actor, action, targets, changes from audit
     where (workspace_id = $1 or ($2 and workspace_id is null))
       and ($3::text is null or actor = $3)
       and ($4::text is null or action = $4)
       and ($5::timestamptz is null or at >= $5)
       and ($6::timestamptz is null or at < $6)
       and ($7::uuid is null or id < $7)
     order by id desc
     limit $8`,
    [
      scope.workspaceId,
      scope.withInstance,
      filter.actor,
      filter.action,
      filter.from,
      filter.to,
      page.before,
      page.limit,
    ],
  );
  return rows.map(({ workspace_id, ...row }) => ({ ...row, workspaceId: workspace_id }));
}
