import type { Db } from './db.js';

const ROWS_PER_STATEMENT = 1_000;
/** By then every accept that read the workspace before its end has been committed, or has given up. */
const SETTLING = '1 minute';

/**
 * Erases what is left of workspaces deleted over a minute ago, in small statements; answers those that are gone whole. One
 * with an attempt still in flight keeps its place until that attempt is recorded: a later call takes it.
 */
export async function eraseDeletedWorkspaces(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from workspaces where deleted_at < now() - interval '${SETTLING}' order by id`,
  );
  const erased: string[] = [];
  for (const { id } of rows) {
    await db.query('delete from queue where workspace_id = $1 and token is null', [id]);
    if (await hasOpenDeliveries(db, id)) continue;
    await untilNone(() => eraseDeliveries(db, id));
    await untilNone(() => eraseEvents(db, id));
    await db.query('delete from event_ids where workspace_id = $1', [id]);
    await db.query('delete from idempotency where workspace_id = $1', [id]);
    await db.query('delete from changes where workspace_id = $1', [id]);
    await db.query('delete from stats_minute where workspace_id = $1', [id]);
    await db.query('delete from replays where workspace_id = $1', [id]);
    await db.query('delete from audit where workspace_id = $1', [id]);
    await db.query('delete from api_keys where workspace_id = $1', [id]);
    // Without its webhook an open delivery could never end: whatever came in meanwhile is a later call's.
    if (await hasOpenDeliveries(db, id)) continue;
    await db.query('delete from webhooks where workspace_id = $1', [id]);
    await db.query('delete from workspaces where id = $1', [id]);
    erased.push(id);
  }
  return erased;
}

async function hasOpenDeliveries(db: Db, workspaceId: string): Promise<boolean> {
  const { rowCount } = await db.query('select from queue where workspace_id = $1 limit 1', [workspaceId]);
  return (rowCount ?? 0) > 0;
}

async function untilNone(erase: () => Promise<number>): Promise<void> {
  while ((await erase()) > 0);
}

async function eraseDeliveries(db: Db, workspaceId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `with gone as (
       delete from deliveries
       where id in (select id from deliveries where workspace_id = $1 order by id limit ${ROWS_PER_STATEMENT})
       returning id
     ),
     attempts_gone as (delete from attempts a using gone g where a.delivery_id = g.id)
     select count(*)::int as count from gone`,
    [workspaceId],
  );
  return rows[0]!.count;
}

async function eraseEvents(db: Db, workspaceId: string): Promise<number> {
  const { rowCount } = await db.query(
    `delete from events
     where id in (select id from events where workspace_id = $1 order by id limit ${ROWS_PER_STATEMENT})`,
    [workspaceId],
  );
  return rowCount ?? 0;
}
