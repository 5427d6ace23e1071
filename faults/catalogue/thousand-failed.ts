import assert from 'node:assert/strict';
import { until } from '../../test/support/until.js';
import type { Fault } from '../fault.js';
import type { World } from '../world.js';

const EVENT = 'lead.updated';
const DELIVERIES = 1_000;
const BATCH = 500;
const CAP = 10;
const DELAY_SECONDS = 60;
const JITTER_FRACTION = 1;
const ANSWER_AFTER_MS = 20;
/** Parts of the jitter's span that must each hold a retry: with a thousand, chance leaves none empty. */
const TENTHS = 10;

export const fault: Fault = {
  name: 'thousand-failed',
  what: 'A thousand deliveries fail while their receiver is down, and it returns: it never has more in flight than its maxConcurrency of 10, and with a jitter of 1 the retries are due all over the minute after their delay.',
  seconds: 240,
  workers: 2,
  eventsPerSecond: 2,
  settleSeconds: 240,
  run: async (world) => {
    const webhook = await world.addWebhook('/returning', {
      events: [EVENT],
      maxConcurrency: CAP,
      retryPolicy: {
        delaysSeconds: [DELAY_SECONDS, DELAY_SECONDS, DELAY_SECONDS],
        jitterFraction: JITTER_FRACTION,
      },
    });
    let isDown = true;
    let most = 0;
    const present = new Set<unknown>();
    world.receiver.answer('/returning', async (receipt) => {
      present.add(receipt);
      most = Math.max(most, present.size);
      await new Promise((resolve) => setTimeout(resolve, ANSWER_AFTER_MS));
      present.delete(receipt);
      return { status: isDown ? 503 : 200 };
    });
    for (let n = 0; n < DELIVERIES; n += BATCH) await world.load.emitBatch(EVENT, BATCH);
    const delays = await delaysOfFirstFailures(world, webhook.id);
    isDown = false;
    world.healed();
    const tenths = delays.map((ms) =>
      Math.floor((ms / 1_000 / DELAY_SECONDS - 1) * (TENTHS / JITTER_FRACTION)),
    );
    for (let tenth = 0; tenth < TENTHS; tenth++)
      assert.ok(tenths.includes(tenth), `no retry is due in tenth ${tenth} of the jitter's span`);
    await until(async () => (await countOpen(world, webhook.id)) === 0 || undefined);
    assert.ok(most <= CAP, `${most} were in flight at the receiver`);
    world.tell(`At most ${most} were in flight.`);
  },
};

/** From each delivery's first failure to when its retry is due, once all have failed. */
async function delaysOfFirstFailures({ pool }: World, webhookId: string): Promise<number[]> {
  const delays = new Map<string, number>();
  return until(async () => {
    const { rows } = await pool.query<{ deliveryId: string; ms: number }>(
      `select q.delivery_id as "deliveryId",
         (extract(epoch from q.due_at - a.started_at) * 1000)::float8 - a.duration_ms as ms
       from queue q join attempts a on a.delivery_id = q.delivery_id and a.number = 1
       where q.webhook_id = $1 and q.charged = 1 and q.state <> 'sending' and a.error_code <> 'unknown-outcome'`,
      [webhookId],
    );
    for (const { deliveryId, ms } of rows) delays.set(deliveryId, ms);
    return delays.size === DELIVERIES ? [...delays.values()] : undefined;
  });
}

async function countOpen({ pool }: World, webhookId: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from queue where webhook_id = $1',
    [webhookId],
  );
  return rows[0]!.count;
}
