import type { Db } from './db.js';

export interface Workspace {
  id: string;
  name: string;
  createdAt: Date;
  /** What a list is sorted by, to the microsecond: `cursor` of listWorkspaces. */
  sortKey: string;
}

interface WorkspaceRow {
  id: string;
  name: string;
  created_at: Date;
  micros: string;
}

const MICROS = `(extract(epoch from created_at) * 1000000)::bigint`;
const COLUMNS = `id, name, created_at, ${MICROS}::text as micros`;

export async function workspaceExists(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'workspace-exists',
    text: 'select from workspaces where id = $1 and deleted_at is null',
    values: [id],
  });
  return rowCount === 1;
}

export async function findWorkspace(db: Db, id: string): Promise<Workspace | undefined> {
  const { rows } = await db.query<WorkspaceRow>(
    `select ${COLUMNS} from workspaces where id = $1 and deleted_at is null`,
    [id],
  );
  return rows[0] && toWorkspace(rows[0]);
}

/** Newest first, after `cursor`. */
export async function listWorkspaces(
  db: Db,
  limit: number,
  cursor: string | undefined,
): Promise<Workspace[]> {
  const [micros = null, id = null] = cursor?.split('~') ?? [];
  const { rows } = await db.query<WorkspaceRow>(
    `select ${COLUMNS} from workspaces
     where deleted_at is null and ($2::bigint is null or (${MICROS}, id) < ($2, $3::text))
     order by ${MICROS} desc, id desc limit $1`,
    [limit, micros, id],
  );
  return rows.map(toWorkspace);
}

/** Makes or renames it. Undefined: it is being erased. */
export async function putWorkspace(
  db: Db,
  id: string,
  name: string,
): Promise<{ workspace: Workspace; isNew: boolean } | undefined> {
  const { rows } = await db.query<WorkspaceRow & { is_new: boolean }>(
    `insert into workspaces as w (id, name) values ($1, $2)
     on conflict (id) do update set name = excluded.name where w.deleted_at is null
     returning ${COLUMNS}, xmax = 0 as is_new`,
    [id, name],
  );
  const [row] = rows;
  return row && { workspace: toWorkspace(row), isNew: row.is_new };
}

/**
 * Ends a workspace, in a transaction: no key of it works, nothing of it is sent from now on. What is left of it goes with
 * eraseDeletedWorkspaces. False: there is none.
 */
export async function markWorkspaceDeleted(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'update workspaces set deleted_at = now() where id = $1 and deleted_at is null',
    [id],
  );
  if (rowCount !== 1) return false;
  // Locked in one order, and before the rest: an attempt that begins reads the webhook under a lock.
  await db.query('select from webhooks where workspace_id = $1 order by id for update', [id]);
  await db.query(
    'update webhooks set deleted_at = now(), headers = null where workspace_id = $1 and deleted_at is null',
    [id],
  );
  await db.query('delete from subscriptions where workspace_id = $1', [id]);
  await db.query(
    'delete from secrets where webhook_id in (select w.id from webhooks w where w.workspace_id = $1)',
    [id],
  );
  await db.query('delete from api_keys where workspace_id = $1', [id]);
  await db.query('delete from sessions where workspace_id = $1', [id]);
  await db.query('delete from portal_links where workspace_id = $1', [id]);
  return true;
}

function toWorkspace(row: WorkspaceRow): Workspace {
  return { id: row.id, name: row.name, createdAt: row.created_at, sortKey: `${row.micros}~${row.id}` };
}
