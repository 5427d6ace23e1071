import type { Fault } from '../fault.js';

export const fault: Fault = {
  name: 'temporal-wiped',
  what: 'Temporal is stopped, everything it knows is deleted, and it is started again; deliveries wait for a retry in it.',
  seconds: 130,
  settleSeconds: 150,
  // Long enough that many wait in Temporal when it forgets them.
  webhook: { retryPolicy: { delaysSeconds: [8, 8] } },
  run: async (world) => {
    const { temporal } = world.stores;
    world.receiver.answer('/main', (receipt) => ({
      status: receipt.headers['webhook-attempt'] === '1' ? 503 : 200,
    }));
    await world.load.acceptedMore(60);
    await world.during('temporal', 'wipe', async () => {
      await temporal.stop();
      world.stores.wipeTemporal();
      await temporal.start();
    });
  },
};
