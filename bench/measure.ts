import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { toPublicId } from '../src/ids.js';
import { now } from './clock.js';
import type { Installation } from './installation.js';
import type { Sent } from './load.js';
import { processorSeconds } from './processor-time.js';
import type { Arrival, Behaviour } from './receiver-protocol.js';

export interface Measured {
  sent: Sent[];
  arrivals: Arrival[];
  /** Deliveries that were sent again because the answer to an attempt did not come in time. */
  repeated: number;
  /** From the first event until the last delivery was answered with 200. */
  seconds: number;
  /** Processor milliseconds of each part, for one delivery; until every record was written. */
  processorMs: Record<string, number>;
  /** Of the loader and the receiver. */
  besideMs: Record<string, number>;
  /** How far each part's memory moved after the first tenth of the time, MiB. */
  memorySpread: Record<string, number>;
  /** The most that each part held, MiB. */
  memoryMost: Record<string, number>;
}

/** Runs the work on an installation, waits for what it makes, and checks that nothing was lost or doubled. */
export async function measure(
  installation: Installation,
  options: { deliveries: number; behaviour?: Behaviour; webhookIds: readonly string[] },
  work: () => Promise<Sent[]>,
): Promise<Measured> {
  const { receiver } = installation.stand;
  await receiver.begin(options.behaviour);
  const memory = watchMemory(installation.pids);
  const before = spent(installation.pids);
  const besideBefore = beside(receiver.pid);
  const beganAt = now();
  const sent = await work();
  await receiver.waitFor(options.deliveries);
  const seconds = (now() - beganAt) / 1_000;
  await settled(installation, options.webhookIds);
  const processorMs = perDelivery(before, spent(installation.pids), options.deliveries);
  const besideMs = perDelivery(besideBefore, beside(receiver.pid), options.deliveries);
  const arrivals = await receiver.arrivals();
  const repeated = await check(installation, { ...options, sent, arrivals });
  return { sent, arrivals, repeated, seconds, processorMs, besideMs, ...memory.stop() };
}

function spent(pids: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).map(([part, pid]) => [part, processorSeconds(pid)]));
}

function beside(receiverPid: number): Record<string, number> {
  const { user, system } = process.cpuUsage();
  return { loader: (user + system) / 1e6, receiver: processorSeconds(receiverPid) };
}

function perDelivery(
  before: Record<string, number>,
  after: Record<string, number>,
  deliveries: number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([part, seconds]) => [part, ((seconds - before[part]!) * 1_000) / deliveries]),
  );
}

/** Waits until every delivery of the webhooks has ended. */
async function settled({ database }: Installation, webhookIds: readonly string[]): Promise<void> {
  for (;;) {
    const { rowCount } = await database.query('select from queue where webhook_id = any($1) limit 1', [
      webhookIds,
    ]);
    if (rowCount === 0) return;
    await delay(50);
  }
}

/** Answers how many deliveries were sent again for want of an answer. */
async function check(
  { database }: Installation,
  given: { deliveries: number; webhookIds: readonly string[]; sent: Sent[]; arrivals: Arrival[] },
): Promise<number> {
  const accepted = new Set(given.sent.map(({ eventId }) => eventId));
  const ours = given.arrivals.filter(({ eventId }) => accepted.has(eventId));
  const lost = given.deliveries - ours.filter(({ answeredOk }) => answeredOk > 0).length;
  const unanswered = await findUnanswered(database, given.webhookIds);
  const twice = ours.filter(({ answeredOk }) => answeredOk > 1);
  const doubled = twice.filter(({ eventId }) => !unanswered.has(eventId)).length;
  const { rows } = await database.query<{ status: string; count: number }>(
    `select status, count(*)::int as count from deliveries where webhook_id = any($1) group by status`,
    [given.webhookIds],
  );
  const recorded = rows.find(({ status }) => status === 'delivered')?.count ?? 0;
  if (lost !== 0 || doubled !== 0 || recorded !== given.deliveries || rows.length !== 1)
    throw new Error(
      `Of ${given.deliveries} deliveries ${lost} were lost and ${doubled} doubled; the database has ${JSON.stringify(rows)}.`,
    );
  return twice.length;
}

/**
 * Events with an attempt on record whose answer did not come in time, or was cut off: sent again, as promised. On a machine
 * that is busy with other things there are some.
 */
async function findUnanswered(database: pg.Pool, webhookIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await database.query<{ event_id: string }>(
    `select d.event_id from deliveries d join attempts a on a.delivery_id = d.id
     where d.webhook_id = any($1) and a.response_status is null`,
    [webhookIds],
  );
  return new Set(rows.map((row) => toPublicId('evt', row.event_id)));
}

function watchMemory(pids: Record<string, number>) {
  const seen: Record<string, number>[] = [];
  const look = (): void => {
    seen.push(Object.fromEntries(Object.entries(pids).map(([part, pid]) => [part, residentMib(pid)])));
  };
  look();
  const timer = setInterval(look, 250);
  return {
    stop: (): Pick<Measured, 'memoryMost' | 'memorySpread'> => {
      clearInterval(timer);
      look();
      const warm = seen.slice(Math.floor(seen.length / 10));
      const over = (of: (values: number[]) => number) =>
        Object.fromEntries(Object.keys(pids).map((part) => [part, of(warm.map((look) => look[part]!))]));
      return {
        memoryMost: over((values) => Math.max(...values)),
        memorySpread: over((values) => Math.max(...values) - Math.min(...values)),
      };
    },
  };
}

/** Of the process itself: Postgres' share is that of its main process. */
function residentMib(pid: number): number {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
