import { afterAll, beforeAll, expect, it } from 'vitest';
import { acquireAttempt } from '../../src/activities/acquire-attempt.js';
import { Claims } from '../../src/dispatch/claims.js';
import { ATTEMPTS_IN_FLIGHT, Permits } from '../../src/dispatch/permits.js';
import { SlowWebhooks } from '../../src/dispatch/slow-webhooks.js';
import { createSender, senderOptions } from '../../src/egress/send.js';
import { newUuid } from '../../src/ids.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

let scene: EngineScene;
beforeAll(async () => {
  scene = await startEngineScene();
});
afterAll(() => scene.stop());

it('retries of slow webhooks leave half of the places to the others, and wait in the queue for theirs', async () => {
  const { ctx } = scene.instance;
  const permits = new Permits();
  const slow = new SlowWebhooks();
  const deps = {
    ctx,
    permits,
    slow,
    sender: createSender(senderOptions(ctx.config)),
    claims: new Claims(),
    workerId: newUuid(),
    onAttemptEnd: () => undefined,
  };
  const retry = async () => {
    const job = await scene.claimNew();
    await scene.record(job, 'retry');
    return acquireAttempt(deps, job, { waitMs: 0, mayBeEarly: true });
  };
  const other = newUuid();
  slow.note(other, true);
  for (let i = 0; i < ATTEMPTS_IN_FLIGHT / 2; i++)
    permits.take({ webhookId: other, maxConcurrency: 1_000, rateLimitPerSecond: null });

  const admitted = await retry();
  expect(admitted).toMatchObject({ job: { charged: 1 } });
  permits.release(scene.webhookId);

  slow.note(scene.webhookId, true);
  expect(await retry()).toMatchObject({ outcome: { kind: 'parked' } });
  permits.release(other);
  expect(await retry()).toMatchObject({ job: { charged: 1 } });
});
