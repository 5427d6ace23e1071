import type { Db } from './db.js';

export async function workspaceExists(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'workspace-exists',
    text: 'select from workspaces where id = $1 and deleted_at is null',
    values: [id],
  });
  return rowCount === 1;
}
