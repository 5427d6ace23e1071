import { breakAtCommits } from '../at-commit.js';
import type { Fault } from '../fault.js';

export const fault: Fault = {
  name: 'api-killed-after-commit',
  what: 'The API is killed (SIGKILL) when Postgres has committed and before it answers the producer; three times.',
  seconds: 35,
  run: (world) => breakAtCommits(world, 'after', () => world.kill(world.api)),
};
