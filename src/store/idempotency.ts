import type { Db } from './db.js';

/** What a repetition is recognised by. */
export interface IdempotencyScope {
  workspaceId: string;
  method: string;
  path: string;
  key: string;
}

export interface IdempotencyRecord {
  bodyHash: Buffer;
  status: number;
  /** Sealed. */
  response: Buffer;
}

/** Held until the transaction ends, so a crash frees it. False: another request with this key is running. */
export async function lockIdempotencyKey(db: Db, scope: IdempotencyScope): Promise<boolean> {
  const { rows } = await db.query<{ locked: boolean }>({
    name: 'lock-idempotency-key',
    text: `select pg_try_advisory_xact_lock(
        ('x' || encode(substr(sha256(convert_to(concat_ws(E'\\n', 'idempotency', $1::text, $2::text, $3::text, $4::text), 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint
      ) as locked`,
    values: [scope.workspaceId, scope.method, scope.path, scope.key],
  });
  return rows[0]!.locked;
}

export async function findIdempotencyRecord(
  db: Db,
  scope: IdempotencyScope,
): Promise<IdempotencyRecord | undefined> {
  const { rows } = await db.query<{ body_hash: Buffer; status: number; response: Buffer }>({
    name: 'find-idempotency-record',
    text: `select body_hash, status, response from idempotency
      where workspace_id = $1 and method = $2 and path = $3 and key = $4 and created_at > now() - interval '24 hours'`,
    values: [scope.workspaceId, scope.method, scope.path, scope.key],
  });
  const [row] = rows;
  return row && { bodyHash: row.body_hash, status: row.status, response: row.response };
}

/** Replaces an older record of the same key. */
export async function saveIdempotencyRecord(
  db: Db,
  scope: IdempotencyScope,
  record: IdempotencyRecord,
): Promise<void> {
  await db.query({
    name: 'save-idempotency-record',
    text: `insert into idempotency (workspace_id, method, path, key, body_hash, status, response)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (workspace_id, method, path, key) do update
      set body_hash = excluded.body_hash, status = excluded.status, response = excluded.response, created_at = now()`,
    values: [
      scope.workspaceId,
      scope.method,
      scope.path,
      scope.key,
      record.bodyHash,
      record.status,
      record.response,
    ],
  });
}
