import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parsePublicId } from '../../src/ids.js';
import { HOSTILE } from '../../test/egress/support/hostile.js';
import { startRawReceiver } from '../../test/egress/support/raw-receiver.js';
import { until } from '../../test/support/until.js';
import type { Fault } from '../fault.js';
import type { PosthornProcess } from '../processes.js';
import type { World } from '../world.js';

const EVENT = 'lead.updated';
const TIMEOUT_MS = 1_000;
/** Beyond the time-out: what an attempt may take until all of it is over. */
const MARGIN_MS = 1_000;
/** In the first half its heap finds its size. */
const ROUNDS = 8;
const EVENTS_A_ROUND = 15;
/** Beyond the most of the first half: what lies between two collections. A bomb unpacked would be more. */
const MAX_GROWTH_MB = 80;
/** Kept alive, and those of the stores come and go. */
const MAX_MORE_SOCKETS = 12;
const KEPT_MS = 30_000;

export const fault: Fault = {
  name: 'hostile-receivers',
  what: `Receivers ${Object.keys(HOSTILE).join(', ')}, over and over, beside a healthy one: every attempt is over within its time-out of ${TIMEOUT_MS / 1_000} s and one more, the worker’s memory stays flat, and its sockets return to their number.`,
  seconds: 150,
  eventsPerSecond: 5,
  settleSeconds: 120,
  missing: () => (process.platform === 'linux' ? undefined : 'It reads /proc.'),
  run: async (world) => {
    const worker = world.workers[0]!;
    const servers = await Promise.all(Object.values(HOSTILE).map((serve) => startRawReceiver(serve)));
    try {
      const webhooks: string[] = [];
      for (const { url } of servers) {
        const { id } = await world.posthorn.webhooks.create({
          url,
          events: [EVENT],
          timeoutMs: TIMEOUT_MS,
          // Together they are sixty: more at once, and the worker itself would be late on a small machine.
          maxConcurrency: 5,
          retryPolicy: { delaysSeconds: [] },
        });
        webhooks.push(parsePublicId('wh', id)!);
      }
      const before = socketsOf(worker);
      const megabytes: number[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        await world.load.emitBatch(EVENT, EVENTS_A_ROUND);
        await until(async () => (await countOpen(world, webhooks)) === 0 || undefined);
        megabytes.push(memoryOf(worker));
      }
      const longest = await longestAttemptMs(world, webhooks);
      const sockets = await fewestSockets(worker, before + MAX_MORE_SOCKETS);
      const attempts = ROUNDS * EVENTS_A_ROUND * servers.length;
      world.tell(
        `Of ${attempts} attempts the longest took ${longest} ms; the worker’s memory was ${megabytes.join(', ')} MB after each eighth of them, and its sockets were ${before} before and ${sockets} after.`,
      );
      assert.ok(longest <= TIMEOUT_MS + MARGIN_MS, `an attempt took ${longest} ms`);
      assert.ok(
        Math.max(...megabytes.slice(ROUNDS / 2)) - Math.max(...megabytes.slice(0, ROUNDS / 2)) <=
          MAX_GROWTH_MB,
        `memory grew: ${megabytes.join(', ')} MB`,
      );
      assert.ok(sockets <= before + MAX_MORE_SOCKETS, `${sockets} sockets are open, and ${before} were`);
    } finally {
      await Promise.all(servers.map((server) => server.close()));
    }
  },
};

async function countOpen({ pool }: World, webhooks: string[]): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from queue where webhook_id = any($1)',
    [webhooks],
  );
  return rows[0]!.count;
}

async function longestAttemptMs({ pool }: World, webhooks: string[]): Promise<number> {
  const { rows } = await pool.query<{ longest: number }>(
    `select max(a.duration_ms)::int as longest from attempts a
     join deliveries d on d.id = a.delivery_id where d.webhook_id = any($1)`,
    [webhooks],
  );
  return rows[0]!.longest;
}

/** Resident, in MB. */
function memoryOf({ child }: PosthornProcess): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))!;
  return Math.round(Number(kilobytes) / 1_024);
}

function socketsOf({ child }: PosthornProcess): number {
  const folder = `/proc/${child.pid}/fd`;
  return readdirSync(folder).filter((fd) => linkOf(join(folder, fd)).startsWith('socket:')).length;
}

/** One that was closed meanwhile leads nowhere. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** As soon as they are as few; connections are kept for some seconds. */
async function fewestSockets(worker: PosthornProcess, wanted: number): Promise<number> {
  const until = performance.now() + KEPT_MS;
  let sockets = socketsOf(worker);
  while (sockets > wanted && performance.now() < until) {
    await delay(500);
    sockets = Math.min(sockets, socketsOf(worker));
  }
  return sockets;
}
