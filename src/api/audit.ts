import type { AuditAction } from '../contract/audit.js';
import { newUuid } from '../ids.js';
import { insertAuditRecord } from '../store/insert-audit-record.js';
import type { Db } from '../store/db.js';
import type { Auth } from './auth.js';

/** What a route declares: its action, recorded with what it writes; or why there is no record of it. */
export type AuditRule = AuditAction | { none: string };

/** What a handler says of its record. */
export interface Audited {
  /** Where one route does two things. */
  action?: AuditAction;
  /** Public ids; by default the one in the path. */
  targets?: string[];
  /** Names of the fields that were set. */
  changes?: string[];
  /** null: it concerns the instance. By default the workspace acted on. */
  workspaceId?: string | null;
}

/** Whether calls of the route leave a record, and so need a transaction that holds both. */
export function isAudited(rule: AuditRule | undefined): rule is AuditAction {
  return typeof rule === 'string';
}

export async function writeAudit(
  db: Db,
  action: AuditAction,
  by: { auth: Auth; workspaceId: string; pathId: string | undefined },
  said: Audited = {},
): Promise<void> {
  await insertAuditRecord(db, {
    id: newUuid(),
    workspaceId: said.workspaceId === undefined ? by.workspaceId : said.workspaceId,
    actor: by.auth.actor,
    action: said.action ?? action,
    targets: said.targets ?? (by.pathId === undefined ? [] : [by.pathId]),
    changes: said.changes ?? [],
  });
}
