import type { Fault } from '../fault.js';
import { killWorkerAtPost } from '../kill-at-post.js';

export const fault: Fault = {
  name: 'worker-killed-three-times',
  what: 'One delivery’s worker is killed in mid-POST three times in a row; its three attempts still take place.',
  seconds: 150,
  eventsPerSecond: 5,
  run: async (world) => {
    const { eventId, attempts } = await killWorkerAtPost(world, 3, [503, 503, 200]);
    const numbers = attempts.map((receipt) => receipt.headers['webhook-attempt']).join(' ');
    if (numbers !== '1 1 1 1 2 3') throw new Error(`${eventId} was posted as attempts ${numbers}.`);
  },
};
