import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../bench/processor-time.js';
import type { World } from './world.js';

const EVENT = 'lead.updated';
const QUEUED = 2_000;
const BATCH = 500;
/** At ten events a second, ten of them may be slower than the p95. */
const WATCH_MS = 20_000;
/** A healthy receiver's p95 may double; a rise below this is none: docs/faults.md says why. */
const NOISE_MS = 50;

/**
 * Queues 2,000 deliveries for a webhook with these settings, whose receiver does not answer in time, and holds the p95
 * of the healthy one against what it was before.
 */
export async function queueBesideHealthy(
  world: World,
  path: string,
  settings: Record<string, unknown>,
): Promise<void> {
  await delay(WATCH_MS);
  const before = p95(world, Date.now() - WATCH_MS);
  const slow = await world.addWebhook(path, { events: [EVENT], ...settings });
  for (let n = 0; n < QUEUED; n += BATCH) await world.load.emitBatch(EVENT, BATCH);
  await delay(WATCH_MS);
  const beside = p95(world, Date.now() - WATCH_MS);
  // Its deliveries end, so that the rest can be judged.
  await world.posthorn.webhooks.delete(slow.publicId);
  const ratio = (beside / before).toFixed(1);
  world.tell(`Its p95 was ${before} ms, and ${beside} ms (× ${ratio}) beside it.`);
  if (beside > Math.max(2 * before, before + NOISE_MS)) throw new Error(`The healthy p95 rose × ${ratio}.`);
}

/** From the 2xx to the receipt, of the steady load since then. */
function p95({ load, receiver }: World, since: number): number {
  const arrivals = new Map(receiver.receipts.map(({ headers, at }) => [headers['webhook-id'], at]));
  const delays = load.asked
    .filter(({ event, acceptedAt }) => event !== EVENT && (acceptedAt ?? 0) >= since)
    .map(({ id, acceptedAt }) => (arrivals.get(id) ?? Date.now()) - acceptedAt!);
  return Math.max(1, percentile(delays, 0.95));
}
