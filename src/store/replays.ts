import type { ReplayInclude } from '../contract/replay.js';
import type { Db } from './db.js';

export interface ReplayRequest {
  workspaceId: string;
  webhookId: string;
  include: ReplayInclude;
  /** Of the event's time: since, inclusive, and until, exclusive. */
  since: Date;
  until: Date;
  /** null: any. */
  eventTypes: string[] | null;
}

export interface Replay extends ReplayRequest {
  id: string;
  status: 'running' | 'completed' | 'cancelled';
  reason: string | null;
  total: number;
  sent: number;
  createdAt: Date;
  finishedAt: Date | null;
}

const COLUMNS =
  'id, workspace_id, webhook_id, include, since, until, event_types, status, reason, total, sent, created_at, finished_at';

interface ReplayRow {
  id: string;
  workspace_id: string;
  webhook_id: string;
  include: ReplayInclude;
  since: Date;
  until: Date;
  event_types: string[] | null;
  status: Replay['status'];
  reason: string | null;
  total: number;
  sent: number;
  created_at: Date;
  finished_at: Date | null;
}

/** undefined: another one of the webhook is running. */
export async function insertReplay(
  db: Db,
  replay: ReplayRequest & { id: string; total: number },
): Promise<Replay | undefined> {
  const { rows } = await db.query<ReplayRow>(
    `insert into replays (id, workspace_id, webhook_id, include, since, until, event_types, total)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (webhook_id) where status = 'running' do nothing
     returning ${COLUMNS}`,
    [
      replay.id,
      replay.workspaceId,
      replay.webhookId,
      replay.include,
      replay.since,
      replay.until,
      replay.eventTypes,
      replay.total,
    ],
  );
  return rows[0] && toReplay(rows[0]);
}

export async function findReplay(db: Db, workspaceId: string, id: string): Promise<Replay | undefined> {
  const { rows } = await db.query<ReplayRow>(
    `select ${COLUMNS} from replays where id = $1 and workspace_id = $2`,
    [id, workspaceId],
  );
  return rows[0] && toReplay(rows[0]);
}

/** Newest first; `before`: the id that ended the page before. */
export async function listReplays(
  db: Db,
  webhookId: string,
  page: { limit: number; before: string | null },
): Promise<Replay[]> {
  const { rows } = await db.query<ReplayRow>(
    `select ${COLUMNS} from replays where webhook_id = $1 and ($2::uuid is null or id < $2)
     order by id desc limit $3`,
    [webhookId, page.before, page.limit],
  );
  return rows.map(toReplay);
}

/** Every one that needs a workflow. */
export async function listRunningReplays(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`select id from replays where status = 'running'`);
  return rows.map(({ id }) => id);
}

/** False: it is over. What it has queued stays queued. */
export async function cancelReplay(db: Db, id: string, reason: string | null): Promise<boolean> {
  const { rowCount } = await db.query(
    `update replays set status = 'cancelled', reason = $2, finished_at = now() where id = $1 and status = 'running'`,
    [id, reason],
  );
  return rowCount === 1;
}

function toReplay(row: ReplayRow): Replay {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    webhookId: row.webhook_id,
    include: row.include,
    since: row.since,
    until: row.until,
    eventTypes: row.event_types,
    status: row.status,
    reason: row.reason,
    total: row.total,
    sent: row.sent,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
