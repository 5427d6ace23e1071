import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../bench/processor-time.js';
import type { Fault } from '../fault.js';
import type { World } from '../world.js';

const EVENT = 'lead.updated';
const QUEUED = 2_000;
const BATCH = 500;
const WATCH_MS = 15_000;
/** A healthy receiver's p95 may double; below this it is noise. */
const NOISE_MS = 200;

export const fault: Fault = {
  name: 'receiver-hangs',
  what: 'A receiver never answers, with 2,000 deliveries queued for it, beside a healthy one: that one’s p95 at most doubles.',
  seconds: 60,
  eventsPerSecond: 10,
  expectedErrors: ['timeout'],
  expectedCancels: ['webhook-deleted', 'cancelled'],
  run: async (world) => {
    await delay(WATCH_MS);
    const before = p95(world, Date.now() - WATCH_MS);
    const hanging = await world.addWebhook('/hanging', { events: [EVENT], timeoutMs: 5_000 });
    world.receiver.answer('/hanging', () => 'hang');
    for (let n = 0; n < QUEUED; n += BATCH) await world.load.emitBatch(EVENT, BATCH);
    await delay(WATCH_MS);
    const during = p95(world, Date.now() - WATCH_MS);
    // Its deliveries end, so that the rest can be judged.
    await world.posthorn.webhooks.delete(hanging.publicId);
    if (during > Math.max(2 * before, before + NOISE_MS))
      throw new Error(
        `The healthy receiver's p95 was ${before} ms, and ${during} ms beside the hanging one.`,
      );
  },
};

/** From the 2xx to the receipt, of the steady load since then. */
function p95({ load, receiver }: World, since: number): number {
  const arrivals = new Map(receiver.receipts.map(({ headers, at }) => [headers['webhook-id'], at]));
  const delays = load.asked
    .filter(({ event, acceptedAt }) => event !== EVENT && (acceptedAt ?? 0) >= since)
    .map(({ id, acceptedAt }) => (arrivals.get(id) ?? Date.now()) - acceptedAt!);
  return percentile(delays, 0.95);
}
