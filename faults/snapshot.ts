import type { Client } from '@temporalio/client';
import type pg from 'pg';
import { workflowIdOf } from '../src/contract/workflow-id.js';
import type { Rows } from './evidence.js';

/** How many deliveries have neither ended nor are held. */
export async function countUnsettled(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from queue q left join webhooks w on w.id = q.webhook_id
     where coalesce(w.status, 'enabled') = 'enabled' or w.deleted_at is not null`,
  );
  return rows[0]!.count;
}

/** What the database says, and of open rows what Temporal says, for the checker. */
export async function takeSnapshot(pool: pg.Pool, temporal: Client): Promise<Rows> {
  const [events, deliveries, attempts, open] = await Promise.all([
    pool.query<Rows['events'][number]>(
      `select id, external_id as "externalId", encode(sha256(payload), 'hex') as "payloadSha256" from events`,
    ),
    pool.query<Rows['deliveries'][number]>(
      `select id, event_id as "eventId", webhook_id as "webhookId", status, reason, run,
         attempt_count as "attemptCount", (extract(epoch from finished_at) * 1000)::float8 as "finishedAt"
       from deliveries`,
    ),
    pool.query<Rows['attempts'][number]>(
      `select delivery_id as "deliveryId", run, number, response_status as "responseStatus", error_code as "errorCode",
         (extract(epoch from started_at) * 1000)::float8 as "startedAt"
       from attempts order by delivery_id, seq`,
    ),
    pool.query<Omit<Rows['open'][number], 'workflow'> & { generation: number }>(
      `select q.delivery_id as "deliveryId", q.state, q.generation,
         (extract(epoch from coalesce(q.deadline, q.due_at) - now()) * 1000)::float8 as "dueInMs",
         coalesce(w.status <> 'enabled' and w.deleted_at is null, false) as "isHeld"
       from queue q left join webhooks w on w.id = q.webhook_id`,
    ),
  ]);
  return {
    events: events.rows,
    deliveries: deliveries.rows,
    attempts: attempts.rows,
    open: await Promise.all(
      open.rows.map(async ({ generation, ...row }) => ({
        ...row,
        workflow: await statusOf(temporal, workflowIdOf(row.deliveryId, generation)),
      })),
    ),
  };
}

async function statusOf(temporal: Client, workflowId: string): Promise<string | null> {
  try {
    return (await temporal.workflow.getHandle(workflowId).describe()).status.name;
  } catch {
    return null;
  }
}
