import { killAtStarts } from '../at-start.js';
import type { Fault } from '../fault.js';

export const fault: Fault = {
  name: 'worker-killed-at-start',
  what: 'The only worker is killed (SIGKILL) when Temporal has started a workflow for it and before it knows; three times.',
  seconds: 45,
  run: (world) => killAtStarts(world),
};
