import type { Db } from './db.js';

export interface PortalLink {
  workspaceId: string;
  role: 'manage' | 'read';
}

export async function insertPortalLink(
  db: Db,
  link: PortalLink & { hash: Buffer; expiresInSeconds: number },
): Promise<{ expiresAt: Date }> {
  const { rows } = await db.query<{ expires_at: Date }>(
    `insert into portal_links (hash, workspace_id, role, expires_at)
     values ($1, $2, $3, now() + make_interval(secs => $4)) returning expires_at`,
    [link.hash, link.workspaceId, link.role, link.expiresInSeconds],
  );
  return { expiresAt: rows[0]!.expires_at };
}

/** Uses the link up. Undefined: it is unknown, used or expired, or its workspace is deleted. */
export async function usePortalLink(db: Db, hash: Buffer): Promise<PortalLink | undefined> {
  const { rows } = await db.query<{ workspace_id: string; role: PortalLink['role'] }>(
    `update portal_links l set used_at = now()
     from workspaces w
     where l.hash = $1 and l.used_at is null and l.expires_at > now()
       and w.id = l.workspace_id and w.deleted_at is null
     returning l.workspace_id, l.role`,
    [hash],
  );
  const [row] = rows;
  return row && { workspaceId: row.workspace_id, role: row.role };
}

/** Ends what portal links of the workspace opened or still could. */
export async function deletePortalAccess(db: Db, workspaceId: string): Promise<void> {
  await db.query('delete from portal_links where workspace_id = $1', [workspaceId]);
  await db.query(`delete from sessions where workspace_id = $1 and kind = 'portal'`, [workspaceId]);
}
