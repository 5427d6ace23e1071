import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Context } from '../../src/context.js';
import { Claims } from '../../src/dispatch/claims.js';
import { Dispatcher } from '../../src/dispatch/dispatcher.js';
import { Permits } from '../../src/dispatch/permits.js';
import { SlowWebhooks } from '../../src/dispatch/slow-webhooks.js';
import { TemporalHealth } from '../../src/dispatch/temporal-health.js';
import { newUuid } from '../../src/ids.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

let scene: EngineScene;

beforeAll(async () => {
  scene = await startEngineScene();
});
afterAll(() => scene.stop());

/** A Temporal that gives the first task to this process, where nobody works on it in time. */
const overloaded = {
  workflow: { start: () => Promise.resolve({ eagerlyStarted: true }) },
} as unknown as Context['temporal'];

it('gives a claim back that its workflow did not come for, before it counts as an attempt cut off', async () => {
  const { ctx } = scene.instance;
  const permits = new Permits();
  const dispatcher = new Dispatcher({
    ctx: { ...ctx, temporal: overloaded },
    claims: new Claims(),
    permits,
    slow: new SlowWebhooks(),
    health: new TemporalHealth(ctx, () => undefined),
    direct: { make: () => undefined, stop: () => Promise.resolve(), count: 0 },
    workerId: newUuid(),
  });
  await scene.accept();
  const row = async () =>
    (await scene.pool.query<{ state: string; tries: number }>('select state, tries from queue')).rows[0];
  dispatcher.wake();
  await expect.poll(row).toEqual({ state: 'sending', tries: 1 });
  await expect.poll(row, { timeout: 20_000 }).toEqual({ state: 'retrying', tries: 0 });
  expect(permits.inFlight.size).toBe(0);
  await dispatcher.stop();
});
