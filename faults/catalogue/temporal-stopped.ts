import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.js';

const AWAY_MS = 60_000;
/** The load's rate is 20; the machine may be slow. */
const LEAST_PER_SECOND = 10;
const FIRST_DELIVERY_MS = 10_000;

export const fault: Fault = {
  name: 'temporal-stopped',
  what: 'Temporal is stopped for 60 s under load: accepts go on, and the first delivery comes within 10 s of its return.',
  seconds: 95,
  run: async (world) => {
    const { temporal } = world.stores;
    const accepted = await world.during('temporal', 'stop', async () => {
      await temporal.stop();
      const before = world.load.accepted();
      const received = world.receiver.receipts.length;
      await delay(AWAY_MS);
      const during = world.load.accepted() - before;
      if (world.workflowStart === 'on-failure') {
        const delivered = world.receiver.receipts.length - received;
        assert.ok(
          delivered > during / 2,
          `only ${delivered} of ${during} were delivered meanwhile, which need no workflow`,
        );
        world.tell(`Meanwhile ${delivered} of ${during} were delivered, which needed no workflow.`);
      }
      await temporal.start();
      return during;
    });
    const returned = Date.now();
    if (accepted < (AWAY_MS / 1_000) * LEAST_PER_SECOND)
      throw new Error(`Only ${accepted} events were accepted in ${AWAY_MS / 1_000} s.`);
    world.healed();
    const count = world.receiver.receipts.length;
    while (world.receiver.receipts.length === count) {
      if (Date.now() - returned > FIRST_DELIVERY_MS)
        throw new Error('No delivery within 10 s of Temporal’s return.');
      await delay(50);
    }
  },
};
