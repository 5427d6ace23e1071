import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.js';

const ROUNDS = 12;
/** A POST on its way when the answer came. */
const ON_ITS_WAY_MS = 500;

export const fault: Fault = {
  name: 'accept-races-states',
  what: 'Events come in while their webhook is paused and resumed, and others of the same type are made and deleted, over and over.',
  seconds: 45,
  workers: 2,
  expectedCancels: ['webhook-deleted', 'cancelled'],
  run: async (world) => {
    const { posthorn, receiver, webhook } = world;
    for (let round = 0; round < ROUNDS; round++) {
      const path = `/round-${round}`;
      const [passing] = await Promise.all([
        world.addWebhook(path),
        posthorn.webhooks.pause(webhook.publicId),
      ]);
      await delay(Math.random() * 1_000);
      await Promise.all([
        posthorn.webhooks.resume(webhook.publicId),
        posthorn.webhooks.delete(passing.publicId).then(async () => {
          const deletedAt = Date.now();
          await delay(2 * ON_ITS_WAY_MS);
          const late = receiver.receipts.filter(
            (receipt) => receipt.path === path && receipt.at > deletedAt + ON_ITS_WAY_MS,
          );
          assert.equal(late.length, 0, `${path} got a POST after its webhook was deleted`);
        }),
      ]);
    }
  },
};
