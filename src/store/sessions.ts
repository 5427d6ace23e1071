import type { KeyRole } from './api-keys.js';
import type { Db } from './db.js';

export interface NewSession {
  hash: Buffer;
  kind: 'api-key' | 'admin' | 'portal';
  /** Of the kind `api-key`. */
  apiKeyId: string | null;
  role: KeyRole;
  /** null: of the instance. */
  workspaceId: string | null;
}

export interface Session extends NewSession {
  expiresAt: Date;
}

interface SessionRow {
  hash: Buffer;
  kind: Session['kind'];
  api_key_id: string | null;
  role: KeyRole;
  workspace_id: string | null;
  expires_at: Date;
}

const COLUMNS = 's.hash, s.kind, s.api_key_id, s.role, s.workspace_id, s.expires_at';

/** Begins a session of 12 hours, or as long as its API key is good. */
export async function insertSession(db: Db, session: NewSession): Promise<Session> {
  const { rows } = await db.query<SessionRow>(
    `insert into sessions as s (hash, kind, api_key_id, role, workspace_id, expires_at)
     values ($1, $2, $3, $4, $5,
       least(now() + interval '12 hours', (select k.expires_at from api_keys k where k.id = $3)))
     returning ${COLUMNS}`,
    [session.hash, session.kind, session.apiKeyId, session.role, session.workspaceId],
  );
  return toSession(rows[0]!);
}

/** The newest live session of these hashes: not expired, neither is its API key, nor revoked; its workspace not deleted. */
export async function findSession(db: Db, hashes: readonly Buffer[]): Promise<Session | undefined> {
  const { rows } = await db.query<SessionRow>({
    name: 'find-session',
    text: `select ${COLUMNS}
      from sessions s
      left join api_keys k on k.id = s.api_key_id and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > now())
      left join workspaces w on w.id = s.workspace_id and w.deleted_at is null
      where s.hash = any($1::bytea[]) and s.expires_at > now()
        and (s.api_key_id is null or k.id is not null)
        and (s.workspace_id is null or w.id is not null)
      order by s.created_at desc limit 1`,
    values: [hashes],
  });
  return rows[0] && toSession(rows[0]);
}

export async function deleteSession(db: Db, hash: Buffer): Promise<void> {
  await db.query('delete from sessions where hash = $1', [hash]);
}

function toSession(row: SessionRow): Session {
  return {
    hash: row.hash,
    kind: row.kind,
    apiKeyId: row.api_key_id,
    role: row.role,
    workspaceId: row.workspace_id,
    expiresAt: row.expires_at,
  };
}
