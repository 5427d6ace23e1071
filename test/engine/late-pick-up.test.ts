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
const overloaded = { start: () => Promise.resolve({ eagerlyStarted: true }) };

/** A Temporal that does not answer. */
const hanging = { start: () => new Promise<never>(() => undefined) };

it.each([
  ['that its workflow did not come for', overloaded, { state: 'retrying', generation: 1, tries: 0 }],
  // The start may have reached Temporal: whatever comes of it is stale.
  ['whose start hangs', hanging, { state: 'queued', generation: 2, tries: 0 }],
])('gives a claim back %s, before it counts as an attempt cut off', async (_, workflow, after) => {
  const { ctx } = scene.instance;
  const permits = new Permits();
  const dispatcher = new Dispatcher({
    ctx: { ...ctx, temporal: { workflow } as unknown as Context['temporal'] },
    claims: new Claims(),
    permits,
    slow: new SlowWebhooks(),
    health: new TemporalHealth(ctx, () => undefined),
    direct: { make: () => undefined, stop: () => Promise.resolve(), count: 0 },
    workerId: newUuid(),
  });
  const deliveryId = await scene.accept();
  const row = async () =>
    (
      await scene.pool.query<{ state: string; generation: number; tries: number }>(
        'select state, generation, tries from queue where delivery_id = $1',
        [deliveryId],
      )
    ).rows[0];
  dispatcher.wake();
  await expect.poll(row).toMatchObject({ state: 'sending', tries: 1 });
  await expect.poll(row, { timeout: 20_000 }).toEqual(after);
  expect(permits.inFlight.size).toBe(0);
  await dispatcher.stop();
});
