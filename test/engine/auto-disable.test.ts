import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { disableFailing } from '../../src/dispatch/disable-failing.js';
import type { AttemptRecord } from '../../src/store/record-attempt.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

let scene: EngineScene;
beforeAll(async () => {
  scene = await startEngineScene({ maxConcurrency: 100 });
});
afterAll(() => scene.stop());
beforeEach(async () => {
  await scene.pool.query('truncate deliveries, queue, events, attempts');
  await scene.pool.query(
    `update webhooks set status = 'enabled', status_reason = null, succeeded_at = null,
       enabled_at = now() - interval '6 days'`,
  );
});

/** So many deliveries end so. */
async function finish(count: number, verdict: AttemptRecord['verdict']): Promise<void> {
  for (let n = 0; n < count; n++) await scene.accept();
  const jobs = await scene.claim();
  expect(jobs).toHaveLength(count);
  for (const job of jobs) await scene.record(job, verdict);
}

async function look(autoDisable = true) {
  const { ctx } = scene.instance;
  await disableFailing({ ...ctx, config: { ...ctx.config, autoDisable } });
  const { body } = await scene.instance.request('GET', '/webhooks');
  return body.data[0] as { id: string; status: string; statusReason: string | null; heldDeliveries: number };
}

it('twenty failures and no success for five days disable a webhook, with the reason in words', async () => {
  await finish(20, 'failed');
  await scene.accept();
  expect(await look()).toMatchObject({
    status: 'disabled',
    statusReason: 'No delivery succeeded for 5 days, and at least 20 failed.',
    heldDeliveries: 1,
  });
});

it('nineteen failures do not', async () => {
  await finish(19, 'failed');
  expect((await look()).status).toBe('enabled');
});

it('five days without a success have to pass since it was enabled', async () => {
  await finish(25, 'failed');
  await scene.pool.query(`update webhooks set enabled_at = now() - interval '4 days 23 hours'`);
  expect((await look()).status).toBe('enabled');
  await scene.pool.query(`update webhooks set enabled_at = now() - interval '5 days 1 minute'`);
  expect((await look()).status).toBe('disabled');
});

it('enable gives it a fresh five days, and so does resume', async () => {
  await finish(20, 'failed');
  const { id, status } = await look();
  expect(status).toBe('disabled');
  expect((await scene.instance.request('POST', `/webhooks/${id}/enable`)).body).toMatchObject({
    status: 'enabled',
    statusReason: null,
  });
  expect((await look()).status).toBe('enabled');

  await scene.pool.query(`update webhooks set enabled_at = now() - interval '6 days'`);
  await scene.instance.request('POST', `/webhooks/${id}/pause`);
  expect((await look()).status).toBe('paused');
  await scene.instance.request('POST', `/webhooks/${id}/resume`);
  expect((await look()).status).toBe('enabled');
});

it('a success within five days keeps it enabled, however much fails', async () => {
  await finish(1, 'delivered');
  await finish(30, 'failed');
  expect((await look()).status).toBe('enabled');
  // The success is noted, so that the webhook is left alone until five days after it.
  const { rows } = await scene.pool.query('select succeeded_at from webhooks');
  expect(rows[0].succeeded_at).not.toBeNull();
});

it('a success longer ago than that is where failures count from', async () => {
  await finish(1, 'delivered');
  await scene.pool.query(`update deliveries set finished_at = now() - interval '6 days'`);
  await scene.pool.query(`update webhooks set enabled_at = now() - interval '20 days'`);
  await finish(20, 'failed');
  // The first look notes the success, the next one counts from there.
  expect((await look()).status).toBe('enabled');
  expect((await look()).status).toBe('disabled');
});

it('tests do not count, neither the failed nor the delivered', async () => {
  await finish(20, 'failed');
  await scene.pool.query(
    `update deliveries set test = true where id = (select min(id::text)::uuid from deliveries)`,
  );
  expect((await look()).status).toBe('enabled');
  await finish(1, 'failed');
  await finish(1, 'delivered');
  await scene.pool.query(`update deliveries set test = true where status = 'delivered'`);
  expect((await look()).status).toBe('disabled');
});

it('AUTO_DISABLE=off leaves every webhook enabled', async () => {
  await finish(20, 'failed');
  expect((await look(false)).status).toBe('enabled');
});
