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

it('the attempts of a slow webhook begin one after another, evenly over its time-out', async () => {
  const turns = { count: 0 };
  const slow = new SlowWebhooks(() => (turns.count += 1));
  const id = scene.webhookId;
  const limits = { webhookId: id, rateLimitPerSecond: null };
  const claim = () =>
    scene.claim(100, 1, {
      inFlight: slow.asFull(new Map()),
      slowWebhooks: slow.ids,
      slowLimit: Math.min(1, slow.placesLeft(new Map())),
    });
  for (let n = 0; n < 4; n++) await scene.accept();
  // Whatever began before it was known to be slow.
  slow.begin({ ...limits, timeoutMs: 30_000, maxConcurrency: 1 }, 1);
  slow.note(id, true);
  expect(await claim()).toHaveLength(1);

  slow.begin({ ...limits, timeoutMs: 30_000, maxConcurrency: 1 }, 1);
  expect(await claim()).toHaveLength(0);
  expect(slow.mayBegin(id, new Map())).toBe(false);
  // Another failure does not bring its turn forward.
  slow.note(id, true);
  expect(slow.mayBegin(id, new Map())).toBe(false);

  slow.begin({ ...limits, timeoutMs: 30_000, maxConcurrency: 1_000 }, 1);
  await expect.poll(() => turns.count).toBeGreaterThan(1);
  await expect.poll(claim).toHaveLength(1);

  slow.begin({ ...limits, timeoutMs: 30_000, maxConcurrency: 1 }, 1);
  slow.note(id, false);
  expect(await claim()).toHaveLength(2);
});

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
