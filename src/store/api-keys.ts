import type { Db } from './db.js';

export type KeyRole = 'admin' | 'manage' | 'emit' | 'read';

export interface ApiKey {
  id: string;
  name: string;
  role: KeyRole;
  /** null: a key of the instance. */
  workspaceId: string | null;
  createdAt: Date;
  expiresAt: Date | null;
}

interface ApiKeyRow {
  id: string;
  name: string;
  role: KeyRole;
  workspace_id: string | null;
  created_at: Date;
  expires_at: Date | null;
}

/** Whose keys: a workspace's, and with `withInstance` those of the instance too. */
export interface KeyScope {
  workspaceId: string;
  withInstance: boolean;
}

const COLUMNS = 'id, name, role, workspace_id, created_at, expires_at';
const IN_SCOPE = '(workspace_id = $1 or ($2 and workspace_id is null))';

/** The live key with this sha256 hash: not revoked, not expired, its workspace not deleted. */
export async function findApiKeyByHash(
  db: Db,
  hash: Buffer,
): Promise<Pick<ApiKey, 'id' | 'role' | 'workspaceId'> | undefined> {
  const { rows } = await db.query<Pick<ApiKeyRow, 'id' | 'role' | 'workspace_id'>>({
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

export async function insertApiKey(
  db: Db,
  key: {
    id: string;
    name: string;
    role: KeyRole;
    workspaceId: string | null;
    hash: Buffer;
    expiresAt: Date | null;
  },
): Promise<ApiKey> {
  const { rows } = await db.query<ApiKeyRow>(
    `insert into api_keys (id, name, role, workspace_id, hash, expires_at)
     values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
    [key.id, key.name, key.role, key.workspaceId, key.hash, key.expiresAt],
  );
  return toApiKey(rows[0]!);
}

/** Newest first, after the id `cursor`; without the revoked ones. */
export async function listApiKeys(
  db: Db,
  scope: KeyScope,
  limit: number,
  cursor: string | undefined,
): Promise<ApiKey[]> {
  const { rows } = await db.query<ApiKeyRow>(
    `select ${COLUMNS} from api_keys
     where ${IN_SCOPE} and revoked_at is null and ($4::uuid is null or id < $4)
     order by id desc limit $3`,
    [scope.workspaceId, scope.withInstance, limit, cursor ?? null],
  );
  return rows.map(toApiKey);
}

/** Undefined: there is no such key. */
export async function revokeApiKey(
  db: Db,
  scope: KeyScope,
  id: string,
): Promise<Pick<ApiKey, 'workspaceId'> | undefined> {
  const { rows } = await db.query<Pick<ApiKeyRow, 'workspace_id'>>(
    `update api_keys set revoked_at = now() where ${IN_SCOPE} and id = $3 and revoked_at is null
     returning workspace_id`,
    [scope.workspaceId, scope.withInstance, id],
  );
  const [row] = rows;
  return row && { workspaceId: row.workspace_id };
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    workspaceId: row.workspace_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
