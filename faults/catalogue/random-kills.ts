import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import type { World } from '../world.js';

const LENGTH_MS = 300_000;
const LONGEST_PAUSE_MS = 3_000;

export const fault: Fault = {
  name: 'random-kills',
  what: 'Workers, the API, Postgres and Temporal are killed (SIGKILL) in random order for five minutes, with four workers.',
  seconds: 400,
  settleSeconds: 150,
  workers: 4,
  eventsPerSecond: 5,
  run: async (world) => {
    const until = Date.now() + LENGTH_MS;
    while (Date.now() < until) {
      await pick(KILLS)(world);
      await delay(Math.random() * LONGEST_PAUSE_MS);
    }
  },
};

const KILLS = [killWorker, killWorker, killWorker, killApi, killPostgres, killTemporal];

async function killWorker(world: World): Promise<void> {
  await world.kill(pick(world.workers));
  await world.startWorker();
}

async function killApi(world: World): Promise<void> {
  await world.kill(world.api);
  await world.startApi();
}

function killPostgres({ during, stores }: World): Promise<void> {
  return during('postgres', 'SIGKILL', () => stores.postgres.end('SIGKILL'));
}

function killTemporal({ during, stores }: World): Promise<void> {
  return during('temporal', 'SIGKILL', () => stores.temporal.end('SIGKILL'));
}

function pick<T>(items: readonly T[]): T {
  return items[Math.floor(Math.random() * items.length)]!;
}
