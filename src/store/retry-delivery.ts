import { workflowIdOf } from '../contract/workflow-id.js';
import { QUEUE_CHANNEL } from './accept-statement.js';
import type { Db } from './db.js';

export type RetryRefusal = 'sending' | 'held' | 'test' | 'webhook-deleted' | 'payload-erased';

export type Retried =
  /** `workflowId`: the one that waits for the due time, to be signalled after the commit. */
  | { kind: 'retried'; workflowId: string | null }
  /** A press within a second of another. */
  | { kind: 'repeated' }
  | { kind: 'refused'; reason: RetryRefusal };

interface Standing {
  test: boolean;
  run: number;
  generation: number;
  retried_just_now: boolean;
  erased: boolean;
  webhook_gone: boolean;
  enabled: boolean;
  state: 'queued' | 'sending' | 'retrying' | null;
}

/** An open delivery: its next attempt is due now. A finished one: a new run. */
export async function retryDelivery(db: Db, deliveryId: string): Promise<Retried> {
  for (let tries = 0; tries < 5; tries++) {
    const standing = await findStanding(db, deliveryId);
    if (!standing || standing.erased) return { kind: 'refused', reason: 'payload-erased' };
    if (standing.test) return { kind: 'refused', reason: 'test' };
    if (standing.webhook_gone) return { kind: 'refused', reason: 'webhook-deleted' };
    if (standing.retried_just_now) return { kind: 'repeated' };
    if (standing.state === 'sending') return { kind: 'refused', reason: 'sending' };
    if (standing.state && !standing.enabled) return { kind: 'refused', reason: 'held' };
    if (standing.state === null) {
      if (await startRun(db, deliveryId, standing)) return { kind: 'retried', workflowId: null };
    } else if (await hasten(db, deliveryId, standing)) {
      const workflowId = standing.state === 'retrying' ? workflowIdOf(deliveryId, standing.generation) : null;
      return { kind: 'retried', workflowId };
    }
    // Somebody moved the row between the two statements: look again.
  }
  return { kind: 'refused', reason: 'sending' };
}

async function findStanding(db: Db, deliveryId: string): Promise<Standing | undefined> {
  const { rows } = await db.query<Standing>(
    `select d.test, d.run, d.generation, coalesce(d.retried_at > now() - interval '1 second', false) as retried_just_now,
       e.payload is null as erased, w.id is null or w.deleted_at is not null as webhook_gone,
       w.status = 'enabled' as enabled, q.state
     from deliveries d
     left join events e on e.id = d.event_id
     left join webhooks w on w.id = d.webhook_id
     left join queue q on q.delivery_id = d.id
     where d.id = $1`,
    [deliveryId],
  );
  return rows[0];
}

/** SET list that opens a finished delivery anew; its queue row is to be inserted beside it. */
export const NEW_RUN = `status = 'open', reason = null, run = d.run + 1, generation = d.generation + 1,
  attempt_count = 0, maximum_attempts = null, finished_at = null, retried_at = now()`;

async function startRun(db: Db, deliveryId: string, seen: Standing): Promise<boolean> {
  const { rows } = await db.query(
    `with run as (
       update deliveries d set ${NEW_RUN}
       where d.id = $1 and d.status <> 'open' and d.generation = $2
       returning d.*
     ),
     entered as (
       insert into queue (delivery_id, event_id, webhook_id, workspace_id, generation, run, trigger)
       select id, event_id, webhook_id, workspace_id, generation, run, 'manual' from run
       on conflict do nothing
     )
     select pg_notify('${QUEUE_CHANNEL}', '') from run`,
    [deliveryId, seen.generation],
  );
  return rows.length > 0;
}

/** The sweeper looks soon, should the signal be lost. */
const LOST_SIGNAL_SECONDS = 10;

async function hasten(db: Db, deliveryId: string, seen: Standing): Promise<boolean> {
  const { rows } = await db.query(
    `with due as (
       update queue q set due_at = now(), trigger = 'manual', handover_at = null,
         check_at = now() + interval '${LOST_SIGNAL_SECONDS} seconds'
       where q.delivery_id = $1 and q.generation = $2 and q.token is null and q.state = $3
       returning q.delivery_id
     ),
     noted as (
       update deliveries d set retried_at = now() from due where d.id = due.delivery_id
     )
     select pg_notify('${QUEUE_CHANNEL}', '') from due`,
    [deliveryId, seen.generation, seen.state],
  );
  return rows.length > 0;
}
