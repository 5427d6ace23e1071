import type { Db } from './db.js';

export interface ApiKeyIdentity {
  id: string;
  role: 'admin' | 'manage' | 'emit' | 'read';
  workspaceId: string | null;
}

/** The live key with this sha256 hash: not revoked, not expired, its workspace not deleted. */
export async function findApiKeyByHash(db: Db, hash: Buffer): Promise<ApiKeyIdentity | undefined> {
  const { rows } = await db.query<{ id: string; role: ApiKeyIdentity['role']; workspace_id: string | null }>({
    name: 'find-api-key',
    text: `select k.id, k.role, k.workspace_id
      from api_keys k left join workspaces w on w.id = k.workspace_id and w.deleted_at is null
      where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
        and (k.workspace_id is null or w.id is not null)`,
    values: [hash],
  });
  const [row] = rows;
  return row && { id: row.id, role: row.role, workspaceId: row.workspace_id };
}
