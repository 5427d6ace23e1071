import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../test/support/until.js';
import type { Fault } from '../fault.js';
import { type SmallDisk, mountSmallDisk, whyNoSmallDisk } from '../small-disk.js';

/** Enough for Postgres to start and to accept some; Postgres keeps up to 16 MiB of it for its log in advance. */
const ROOM_KIB = 48 * 1_024;
const FULL_MS = 15_000;

export const fault: Fault = {
  name: 'disk-full',
  what: 'The disk that Postgres writes to is full for 15 s and more: events are refused with a 503, and nothing but that; there is room again, and all goes on by itself.',
  seconds: 75,
  settleSeconds: 150,
  missing: whyNoSmallDisk,
  run: async (world) => {
    const { postgres, postgresFolder } = world.stores;
    const replaceDisk = (replace: () => Promise<void>): Promise<void> =>
      world.during('postgres', 'stop', async () => {
        await postgres.stop();
        await replace();
        await postgres.start();
      });
    let disk: SmallDisk | undefined;
    await replaceDisk(async () => {
      disk = await mountSmallDisk(postgresFolder, ROOM_KIB);
    });
    try {
      await world.load.acceptedMore(20);
      world.statuses.clear();
      await world.during('postgres', 'disk full', async () => {
        disk?.fill();
        await until(() => Promise.resolve(world.statuses.has(503) || undefined));
        await delay(FULL_MS);
        disk?.empty();
      });
      await world.load.acceptedMore(40);
      const others = [...world.statuses.keys()].filter((status) => status !== 202 && status !== 503);
      assert.deepEqual(others, [], 'the API answered something else');
      world.tell(`503 was answered ${world.statuses.get(503)} times.`);
    } finally {
      await replaceDisk(async () => disk?.unmount());
    }
  },
};
