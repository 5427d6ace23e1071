import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAttempt } from '../../src/egress/make-attempt.js';
import { createSender } from '../../src/egress/send.js';
import { egressPolicy } from '../../src/egress/url-policy.js';
import { cancelDelivery } from '../../src/store/cancel-delivery.js';
import { START_MARGIN_MS } from '../../src/store/fence.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';

describe('a receiver whose name takes longer to look up than a claim stays young', () => {
  let receiver: TestReceiver;
  let scene: EngineScene;

  beforeAll(async () => {
    receiver = await startReceiver();
    scene = await startEngineScene();
  });
  afterAll(async () => {
    await scene.stop();
    await receiver.close();
  });

  const attempt = async (meanwhile?: (deliveryId: string) => Promise<unknown>) => {
    const { ctx } = scene.instance;
    const resolver = async () => {
      await delay(START_MARGIN_MS + 500);
      return ['127.0.0.1'];
    };
    const sender = createSender({ policy: egressPolicy(ctx.config), resolver });
    const job = await scene.claimNew();
    const url = `http://slow.example.com:${new URL(receiver.url).port}/`;
    const made = makeAttempt({ ctx, sender }, { ...job, url });
    try {
      await meanwhile?.(job.deliveryId);
      return await made;
    } finally {
      await sender.close();
    }
  };

  it('gets its POST all the same, within the timeout of its webhook', async () => {
    expect(await attempt()).toMatchObject({ kind: 'delivered', charged: 1 });
    expect(receiver.requests).toHaveLength(1);
  });

  it('gets none once its delivery was cancelled or its webhook deleted', async () => {
    const { pool } = scene;
    expect(await attempt((id) => cancelDelivery(pool, id))).toBe('claim-expired');
    const gone = 'update webhooks set deleted_at = now() where id = $1';
    expect(await attempt(() => pool.query(gone, [scene.webhookId]))).toBe('claim-expired');
    expect(receiver.requests).toHaveLength(1);
  });
});
