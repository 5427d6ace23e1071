import type { Fault } from '../fault.js';
import { killWorkerAtPost } from '../kill-at-post.js';

export const fault: Fault = {
  name: 'worker-killed-mid-post',
  what: 'The only worker is killed (SIGKILL) while a receiver works on its POST; another one is started.',
  seconds: 25,
  run: async (world) => {
    await killWorkerAtPost(world, 1);
  },
};
