import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Fault } from '../fault.js';

const HELD_MS = 10_000;
const TOO_MANY_CONNECTIONS = '53300';

export const fault: Fault = {
  name: 'connections-exhausted',
  what: 'A stranger takes every connection that Postgres has, for 10 s, and Posthorn’s own are ended.',
  seconds: 45,
  run: async (world) => {
    const strangers: pg.Client[] = [];
    await world.during('postgres', 'connections exhausted', async () => {
      // Again and again: a connection of Posthorn's that ends is one more to take.
      const until = Date.now() + HELD_MS;
      while (Date.now() < until) {
        await world.pool
          .query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and application_name like 'posthorn%'`,
          )
          .catch(() => undefined);
        await takeAll(world.direct.databaseUrl, strangers);
        await delay(200);
      }
      await Promise.all(strangers.map((stranger) => stranger.end()));
    });
  },
};

async function takeAll(databaseUrl: string, taken: pg.Client[]): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'stranger' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      taken.push(client);
    } catch (error) {
      if ((error as { code?: string }).code === TOO_MANY_CONNECTIONS) return;
      throw error;
    }
  }
}
