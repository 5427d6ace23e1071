import type { ChangePosition } from './change-position.js';
import type { Db } from './db.js';
import { type Delivery, DELIVERY_COLUMNS, type DeliveryRow, toDelivery } from './delivery-row.js';

/** What became of a delivery, or of a webhook. */
export interface Change {
  position: ChangePosition;
  workspaceId: string;
  webhookId: string;
  status: string;
  /** As it was then; null: the change is the webhook's. */
  delivery: { run: number; attemptCount: number; now: Delivery } | null;
}

export interface ChangesRead {
  changes: Change[];
  /** Everything up to there was read. */
  end: ChangePosition;
  /** There is more. */
  isFull: boolean;
}

interface ChangeRow extends DeliveryRow {
  horizon: string;
  xid: string | null;
  seq: number;
  change_workspace_id: string;
  change_webhook_id: string;
  change_delivery_id: string | null;
  change_run: number;
  change_status: string;
  change_attempt_count: number;
}

// Transactions do not commit in the order of their numbers: past the oldest that is still open, something may yet appear
// before what is there. A workspace at a time, so that the index gives the order. `offset 0` keeps the planner from
// reading every partition of deliveries for one row.
const READ = `
with horizon as materialized (select pg_snapshot_xmin(pg_current_snapshot()) as xid),
page as materialized (
  select c.* from unnest($1::text[]) as asked(workspace_id)
  cross join lateral (
    select * from changes
    where workspace_id = asked.workspace_id and (xid, seq) > ($2::xid8, $3::bigint) and xid < (select xid from horizon)
    order by xid, seq limit $4
  ) c
  order by c.xid, c.seq limit $4
)
select h.xid::text as horizon, p.xid::text, p.seq, p.workspace_id as change_workspace_id,
  p.webhook_id as change_webhook_id, p.delivery_id as change_delivery_id, p.run as change_run,
  p.status as change_status, p.attempt_count as change_attempt_count,
  ${DELIVERY_COLUMNS}
from horizon h left join page p on true
left join lateral (select * from deliveries where id = p.delivery_id offset 0) d on true
left join queue q on q.delivery_id = d.id
left join webhooks w on w.id = d.webhook_id
order by p.xid, p.seq`;

/** Changes of these workspaces in the order of their commits, each exactly once to who goes on at `end`. */
export async function readChanges(
  db: Db,
  workspaceIds: readonly string[],
  after: ChangePosition,
  limit: number,
): Promise<ChangesRead> {
  const { rows } = await db.query<ChangeRow>({
    // Named: it runs four times a second, and planning it takes longer than running it.
    name: 'read-changes',
    text: READ,
    values: [workspaceIds, after.xid.toString(), after.seq, limit],
  });
  const found = rows.filter((row) => row.xid !== null);
  const isFull = found.length === limit;
  const changes = found.flatMap((row) => toChange(row) ?? []);
  return {
    changes,
    end: isFull ? positionOf(found.at(-1)!) : { xid: BigInt(rows[0]!.horizon), seq: 0, at: null },
    isFull,
  };
}

/** Where a stream begins that has no past: at what is not committed yet. */
export async function presentPosition(db: Db): Promise<ChangePosition> {
  const { rows } = await db.query<{ xid: string; at: Date }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as xid, now() as at',
  );
  return { xid: BigInt(rows[0]!.xid), seq: 0, at: rows[0]!.at };
}

/** Whether everything since then is still there. */
export async function isWithinADay(db: Db, workspaceId: string, position: ChangePosition): Promise<boolean> {
  const { rows } = await db.query<{ kept: boolean | null }>(
    `select $2::xid8 <= pg_snapshot_xmin(pg_current_snapshot()) and coalesce($4, (
       select at from changes where workspace_id = $1 and (xid, seq) <= ($2::xid8, $3::bigint)
       order by xid desc, seq desc limit 1
     )) > now() - interval '1 day' as kept`,
    [workspaceId, position.xid.toString(), position.seq, position.at],
  );
  return rows[0]!.kept === true;
}

function positionOf(row: ChangeRow): ChangePosition {
  return { xid: BigInt(row.xid!), seq: row.seq, at: null };
}

/** undefined: a delivery that was erased since. */
function toChange(row: ChangeRow): Change | undefined {
  const isOfDelivery = row.change_delivery_id !== null;
  if (isOfDelivery && row.id === null) return undefined;
  return {
    position: positionOf(row),
    workspaceId: row.change_workspace_id,
    webhookId: row.change_webhook_id,
    status: row.change_status,
    delivery: isOfDelivery
      ? { run: row.change_run, attemptCount: row.change_attempt_count, now: toDelivery(row) }
      : null,
  };
}
