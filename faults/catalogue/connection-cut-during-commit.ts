import { breakAtCommits } from '../at-commit.js';
import type { Fault } from '../fault.js';

export const fault: Fault = {
  name: 'connection-cut-during-commit',
  what: 'Every connection to Postgres is cut when a commit is made and its answer is on the way; three times.',
  seconds: 30,
  run: (world) =>
    breakAtCommits(world, 'after', (wire) => world.during('wire', 'cut', () => Promise.resolve(wire.cut()))),
};
