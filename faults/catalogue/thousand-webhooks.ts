import type { Fault } from '../fault.js';
import type { World } from '../world.js';

const WEBHOOKS = 1_000;
const EVENT = 'lead.updated';
const MADE_AT_ONCE = 8;
/** The receipts at which the worker dies. */
const KILLED_AT = [200, 600];

export const fault: Fault = {
  name: 'thousand-webhooks',
  what: 'One event goes to 1,000 webhooks, and the only worker is killed (SIGKILL) twice on the way.',
  seconds: 120,
  eventsPerSecond: 0,
  settleSeconds: 180,
  run: async (world) => {
    for (let n = 0; n < WEBHOOKS; n += MADE_AT_ONCE) {
      await Promise.all(
        Array.from({ length: MADE_AT_ONCE }, (_, i) =>
          world.addWebhook(`/hook-${n + i}`, { events: [EVENT] }),
        ),
      );
    }
    const { deliveries } = await world.load.emit(EVENT);
    if (deliveries !== WEBHOOKS) throw new Error(`The event goes to ${deliveries} webhooks.`);
    for (const count of KILLED_AT) {
      await received(world, count);
      await world.kill(world.workers[0]!);
      await world.startWorker();
    }
  },
};

async function received({ receiver }: World, count: number): Promise<void> {
  while (receiver.receipts.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}
