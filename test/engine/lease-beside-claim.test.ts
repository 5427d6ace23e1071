import { afterAll, beforeAll, expect, it } from 'vitest';
import { Claims } from '../../src/dispatch/claims.js';
import { Dispatcher } from '../../src/dispatch/dispatcher.js';
import { ATTEMPTS_IN_FLIGHT, Permits } from '../../src/dispatch/permits.js';
import { SlowWebhooks } from '../../src/dispatch/slow-webhooks.js';
import { TemporalHealth } from '../../src/dispatch/temporal-health.js';
import { newUuid } from '../../src/ids.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

let scene: EngineScene;

beforeAll(async () => {
  scene = await startEngineScene();
});
afterAll(() => scene.stop());

it('an accept waits for a claim that most likely finds nothing, and for no other', async () => {
  const { ctx } = scene.instance;
  // The database's answers to claims, one after another, as the test wants them.
  let onClaim: (answer: () => void) => void;
  const query = () =>
    new Promise((resolve) =>
      onClaim(() => resolve({ rows: [{ visited: 0, last_visited: null, delivery_id: null }] })),
    );
  const claimBegins = (): Promise<() => void> =>
    new Promise((resolve) => {
      onClaim = resolve;
      dispatcher.wake();
    });
  const dispatcher = new Dispatcher({
    ctx: { ...ctx, hotPool: Object.assign(Object.create(ctx.hotPool), { query }) },
    claims: new Claims(),
    permits: new Permits(),
    slow: new SlowWebhooks(),
    health: new TemporalHealth(ctx, () => undefined),
    direct: { make: () => undefined, stop: () => Promise.resolve(), count: 0 },
    workerId: newUuid(),
  });
  try {
    const answerFirst = await claimBegins();
    // Nothing is known yet of what is there.
    expect(await dispatcher.begin()).toBeUndefined();
    answerFirst();

    const answerSecond = await claimBegins();
    const begun = dispatcher.begin();
    answerSecond();
    expect(await begun).toMatchObject({ limit: ATTEMPTS_IN_FLIGHT });
    dispatcher.end([]);
  } finally {
    await dispatcher.stop();
  }
});
