import type { Fault } from '../fault.js';

/** Fast shutdown, immediate shutdown, and no shutdown at all. */
const ENDS = ['SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGQUIT', 'SIGKILL'] as const;

export const fault: Fault = {
  name: 'postgres-killed',
  what: 'Postgres is shut down fast, at once, and by SIGKILL, five times in all, and started again each time.',
  seconds: 70,
  workers: 2,
  run: async (world) => {
    const { postgres } = world.stores;
    for (const signal of ENDS) {
      await world.during('postgres', signal, () => postgres.end(signal));
      await world.load.acceptedMore(20);
    }
  },
};
