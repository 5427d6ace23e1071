import { breakAtCommits } from '../at-commit.js';
import type { Fault } from '../fault.js';

export const fault: Fault = {
  name: 'api-killed-before-commit',
  what: 'The API is killed (SIGKILL) as it sends a commit, which never reaches Postgres; three times.',
  seconds: 35,
  run: (world) => breakAtCommits(world, 'before', () => world.kill(world.api)),
};
