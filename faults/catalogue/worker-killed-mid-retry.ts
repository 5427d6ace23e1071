import type { Fault } from '../fault.js';
import { killWorkerAtPost } from '../kill-at-post.js';

export const fault: Fault = {
  name: 'worker-killed-mid-retry',
  what: 'The only worker is killed (SIGKILL) while a receiver works on the second attempt, which Temporal itself had scheduled; another one is started.',
  seconds: 45,
  eventsPerSecond: 5,
  // Were it Temporal's turn to try again, that would be in a minute.
  webhook: { retryPolicy: { delaysSeconds: [1, 60] } },
  run: async (world) => {
    const { attempts } = await killWorkerAtPost(world, 1, [200], [503]);
    const [, killed, next] = attempts;
    world.tell(`The next POST came ${((next!.at - killed!.at) / 1_000).toFixed(1)} s after the kill.`);
  },
};
