import type { Fault } from '../fault.js';
import { shiftedClock } from '../shifted-clock.js';

const HOUR_MS = 3_600_000;
const EVENTS = 30;

export const fault: Fault = {
  name: 'clock-moved',
  what: 'The clock of one of two workers is an hour ahead while the API’s is an hour behind, and then the other way round; a third of the first attempts fail, and ask for a time of day to be retried at.',
  seconds: 45,
  workers: 2,
  eventsPerSecond: 3,
  run: async (world) => {
    world.receiver.answer('/main', ({ headers }, n) =>
      n % 3 === 0 && headers['webhook-attempt'] === '1'
        ? { status: 503, headers: { 'retry-after': new Date(Date.now() + 2_000).toUTCString() } }
        : { status: 200 },
    );
    for (const byMs of [HOUR_MS, -HOUR_MS]) {
      await world.kill(world.workers[0]!, 'SIGTERM');
      await world.startWorker({ env: shiftedClock(byMs) });
      await world.kill(world.api, 'SIGTERM');
      await world.startApi({ env: shiftedClock(-byMs) });
      await world.load.acceptedMore(EVENTS);
    }
    await world.restart();
  },
};
