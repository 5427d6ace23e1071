import { setTimeout as delay } from 'node:timers/promises';
import { ProblemResponseError } from '@posthorn/client';
import type { Fault } from '../fault.js';
import type { World } from '../world.js';

const DELIVERIES = 60;
const EVENT = 'lead.updated';
const RETRY_MS = 1_500;

export const fault: Fault = {
  name: 'retry-races-cancel',
  what: 'Deliveries are retried and cancelled by hand at the moment of their last attempt, and redelivered as their run ends.',
  seconds: 40,
  workers: 2,
  eventsPerSecond: 5,
  expectedCancels: ['cancelled'],
  run: async (world) => {
    const webhook = await world.addWebhook('/failing', {
      events: [EVENT],
      retryPolicy: { delaysSeconds: [RETRY_MS / 1_000] },
    });
    world.receiver.answer('/failing', () => ({ status: Math.random() < 0.8 ? 503 : 200, delayMs: 20 }));
    await Promise.all(
      Array.from({ length: DELIVERIES }, async (_, n) => {
        await delay(n * 100);
        const { id } = await world.load.emit(EVENT);
        for await (const delivery of world.posthorn.deliveries.list({
          webhookId: webhook.publicId,
          ...(id !== undefined && { eventId: id }),
        })) {
          await delay(RETRY_MS - 300 + Math.random() * 600);
          await Promise.all([press(world, delivery.id, 'retry'), press(world, delivery.id, 'cancel')]);
          await delay(Math.random() * 300);
          await press(world, delivery.id, 'retry');
        }
      }),
    );
  },
};

/** Refused where the delivery is over, or being sent: that is its right. */
async function press({ posthorn }: World, id: string, button: 'retry' | 'cancel'): Promise<void> {
  await posthorn.deliveries[button](id).catch((error: unknown) => {
    if (!(error instanceof ProblemResponseError && error.status === 409)) throw error;
  });
}
