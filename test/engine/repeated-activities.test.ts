import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityDeps } from '../../src/activities/activity-deps.js';
import { attemptDelivery } from '../../src/activities/attempt-delivery.js';
import { Claims } from '../../src/dispatch/claims.js';
import { Permits } from '../../src/dispatch/permits.js';
import { SlowWebhooks } from '../../src/dispatch/slow-webhooks.js';
import { createSender, senderOptions } from '../../src/egress/send.js';
import { newUuid } from '../../src/ids.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';

const PATIENT = { waitMs: 2_000, mayBeEarly: false };

describe('an activity that Temporal runs again, because its result got lost', () => {
  let receiver: TestReceiver;
  let scene: EngineScene;
  let deps: ActivityDeps;

  beforeAll(async () => {
    receiver = await startReceiver();
    scene = await startEngineScene({ url: receiver.url });
    const { ctx } = scene.instance;
    deps = {
      ctx,
      sender: createSender(senderOptions(ctx.config)),
      permits: new Permits(),
      claims: new Claims(),
      slow: new SlowWebhooks(),
      workerId: newUuid(),
      onAttemptEnd: () => undefined,
    };
  });
  afterAll(async () => {
    await deps.sender.close();
    await scene.stop();
    await receiver.close();
  });

  it('answers with the failure that stands in the row, and leaves the next attempt to its due time', async () => {
    receiver.answer({ status: 503 });
    const key = { deliveryId: await scene.accept(), generation: 1 };
    expect(await attemptDelivery(deps, key, PATIENT)).toMatchObject({ kind: 'retry', charged: 1 });
    const again = await attemptDelivery(deps, key, PATIENT);
    expect(again).toMatchObject({ kind: 'retry', charged: 1 });
    expect(again.delayMs).toBeGreaterThan(50_000);
    expect(receiver.requests).toHaveLength(1);
  });

  it('makes the attempt early where somebody asked for it', async () => {
    const key = { deliveryId: await scene.accept(), generation: 1 };
    await attemptDelivery(deps, key, PATIENT);
    const nudged = await attemptDelivery(deps, key, { ...PATIENT, mayBeEarly: true });
    expect(nudged).toMatchObject({ kind: 'retry', charged: 2 });
  });

  it('answers with the success that stands in the row', async () => {
    receiver.answer({ status: 200 });
    const key = { deliveryId: await scene.accept(), generation: 1 };
    await attemptDelivery(deps, key, PATIENT);
    const before = receiver.requests.length;
    expect(await attemptDelivery(deps, key, PATIENT)).toMatchObject({ kind: 'delivered', charged: 1 });
    expect(receiver.requests).toHaveLength(before);
    expect(deps.permits.inFlight.size).toBe(0);
  });
});
