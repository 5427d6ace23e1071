import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId } from '../../src/ids.js';
import type { AttemptJob } from '../../src/store/attempt-job.js';
import { expireAttempts } from '../../src/store/expire-attempts.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

let scene: EngineScene;
beforeAll(async () => {
  scene = await startEngineScene();
});
afterAll(() => scene.stop());

const call = async (method: string, path: string, body?: object) => {
  const answer = await scene.instance.request(method, path, body === undefined ? {} : { body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
};
const deliveryOf = (job: AttemptJob) => call('GET', `/deliveries/${toPublicId('dlv', job.deliveryId)}`);
const webhookPath = () => `/webhooks/${toPublicId('wh', scene.webhookId)}`;

// The last one deletes the scene's webhook.
const WAYS: [reason: string, end: (job: AttemptJob) => Promise<unknown>][] = [
  ['cancelled', (job) => call('POST', `/deliveries/${toPublicId('dlv', job.deliveryId)}/cancel`)],
  ['payload-erased', async (job) => call('DELETE', `/events/${(await deliveryOf(job)).eventId}/payload`)],
  [
    'discarded',
    async () => {
      await call('POST', `${webhookPath()}/pause`);
      await call('POST', `${webhookPath()}/resume`, { held: 'discard' });
    },
  ],
  ['webhook-deleted', () => call('DELETE', webhookPath())],
];

describe.each(WAYS)('a delivery that ends as %s while an attempt is in flight says so', (reason, end) => {
  it('when the attempt is recorded, and when it is lost', async () => {
    const recorded = await scene.claimNew();
    const lost = await scene.claimNew();
    for (const job of reason === 'discarded' || reason === 'webhook-deleted' ? [recorded] : [recorded, lost])
      await end(job);
    expect(await deliveryOf(recorded)).toMatchObject({ status: 'sending', reason: null });
    expect(await scene.record(recorded, 'retry')).toMatchObject({ kind: 'cancelled' });
    await scene.passDeadline(lost);
    await expireAttempts(scene.pool, { limit: 10, deliveryId: lost.deliveryId });
    for (const job of [recorded, lost])
      expect(await deliveryOf(job)).toMatchObject({ status: 'cancelled', reason });
  });
});
