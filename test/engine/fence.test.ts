import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginAttempt } from '../../src/store/begin-attempt.js';
import { cancelDelivery } from '../../src/store/cancel-delivery.js';
import { expireAttempts } from '../../src/store/expire-attempts.js';
import { releaseClaim } from '../../src/store/release-claim.js';
import { requeueDelivery } from '../../src/store/requeue-delivery.js';
import { requeueOverdue } from '../../src/store/requeue-overdue.js';
import { retryDelivery } from '../../src/store/retry-delivery.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

describe('the fence', () => {
  let scene: EngineScene;
  let pool: EngineScene['pool'];

  beforeAll(async () => {
    scene = await startEngineScene();
    pool = scene.pool;
  });
  afterAll(() => scene.stop());

  it('gives a due row to one claim only, however many ask at once', async () => {
    const ids = [await scene.accept(), await scene.accept(), await scene.accept()];
    const claims = await Promise.all([scene.claim(), scene.claim(), scene.claim(), scene.claim()]);
    const claimed = claims.flat().map((job) => job.deliveryId);
    for (const id of ids) expect(claimed.filter((other) => other === id)).toHaveLength(1);
  });

  it('finishes a delivery in the statement that records its success', async () => {
    const job = await scene.claimNew();
    expect(await scene.record(job, 'delivered')).toEqual({ kind: 'delivered', charged: 1 });
    expect(await scene.stateOf(job)).toMatchObject({ status: 'delivered', row: undefined, attemptCount: 1 });
  });

  it('refuses a second begin while an attempt is in flight', async () => {
    const job = await scene.claimNew();
    expect(await beginAttempt(pool, job, scene.beginOptions)).toBeUndefined();
    expect((await scene.stateOf(job))?.row?.tokenExpiresInMs).toBeGreaterThan(0);
  });

  it('ignores a failure whose token is no longer the row’s, and keeps the attempt as of unknown outcome', async () => {
    const job = await scene.claimNew();
    await scene.passDeadline(job);
    expect(await expireAttempts(pool, { limit: 10, deliveryId: job.deliveryId })).toHaveLength(1);
    expect(await scene.record(job, 'retry')).toBeUndefined();
    expect((await scene.stateOf(job))?.row).toMatchObject({ charged: 0, generation: 1 });
    expect(await scene.attemptsOf(job)).toEqual([
      { number: 1, error_code: 'unknown-outcome', trigger: 'schedule' },
    ]);
  });

  it('takes a late success for a success, in the place of the unknown outcome', async () => {
    const job = await scene.claimNew();
    await scene.passDeadline(job);
    await expireAttempts(pool, { limit: 10, deliveryId: job.deliveryId });
    expect(await scene.record(job, 'delivered')).toEqual({ kind: 'delivered', charged: 1 });
    expect(await scene.attemptsOf(job)).toEqual([{ number: 1, error_code: null, trigger: 'schedule' }]);
    expect(await scene.stateOf(job)).toMatchObject({ status: 'delivered', row: undefined });
  });

  it('repeats the number of an attempt of unknown outcome, which uses up nothing', async () => {
    const job = await scene.claimNew();
    await scene.passDeadline(job);
    await expireAttempts(pool, { limit: 10, deliveryId: job.deliveryId });
    const again = (await beginAttempt(pool, job, scene.beginOptions))!;
    expect(again.token).not.toBe(job.token);
    expect(await scene.record(again, 'retry')).toEqual({ kind: 'retry', charged: 1 });
    expect((await scene.attemptsOf(job)).map((a) => a.number)).toEqual([1, 1]);
  });

  it('makes whatever the earlier generation does stale, once the delivery was taken from it', async () => {
    const job = await scene.claimNew();
    await scene.record(job, 'retry');
    expect(await requeueDelivery(pool, job)).toBe(true);
    expect(await requeueDelivery(pool, job)).toBe(false);
    expect(await beginAttempt(pool, job, scene.beginOptions)).toBeUndefined();
    expect((await scene.stateOf(job))?.row).toMatchObject({ generation: 2, charged: 1 });
  });

  it('leaves a row to its workflow until that is a minute late', async () => {
    const job = await scene.claimNew();
    await scene.record(job, 'retry');
    await pool.query(`update queue set check_at = now() + interval '1 second' where delivery_id = $1`, [
      job.deliveryId,
    ]);
    await requeueOverdue(pool, 100);
    expect((await scene.stateOf(job))?.row?.generation).toBe(1);
    await pool.query(`update queue set check_at = now() - interval '1 second' where delivery_id = $1`, [
      job.deliveryId,
    ]);
    await requeueOverdue(pool, 100);
    expect((await scene.stateOf(job))?.row?.generation).toBe(2);
  });

  it('counts a claim that was given back as no try', async () => {
    const job = await scene.claimNew();
    await releaseClaim(pool, job, { owner: 'dispatcher', delayMs: 0 });
    const again = (await scene.claim()).find((other) => other.deliveryId === job.deliveryId)!;
    expect(again.tries).toBe(1);
    await releaseClaim(pool, job, { owner: 'dispatcher', delayMs: 0 });
    expect((await scene.stateOf(job))?.row?.tokenExpiresInMs).toBeGreaterThan(0);
  });

  it('cancels at once between attempts, and with the record during one, unless that one delivered', async () => {
    const idle = await scene.claimNew();
    await scene.record(idle, 'retry');
    expect(await cancelDelivery(pool, idle.deliveryId)).toMatchObject({ kind: 'cancelled' });
    expect(await scene.stateOf(idle)).toMatchObject({ status: 'cancelled', row: undefined, attemptCount: 1 });

    const failing = await scene.claimNew();
    expect(await cancelDelivery(pool, failing.deliveryId)).toEqual({ kind: 'flagged' });
    expect(await scene.record(failing, 'retry')).toMatchObject({ kind: 'cancelled' });

    const delivering = await scene.claimNew();
    await cancelDelivery(pool, delivering.deliveryId);
    expect(await scene.record(delivering, 'delivered')).toMatchObject({ kind: 'delivered' });
    expect(await cancelDelivery(pool, delivering.deliveryId)).toEqual({ kind: 'over' });
  });

  it('opens one new run for any number of presses at once', async () => {
    const job = await scene.claimNew();
    await scene.record(job, 'failed');
    const presses = await Promise.all([1, 2, 3, 4].map(() => retryDelivery(pool, job.deliveryId)));
    expect(presses.filter((press) => press.kind === 'retried')).toHaveLength(1);
    expect(presses.filter((press) => press.kind === 'repeated')).toHaveLength(3);
    expect((await scene.stateOf(job))?.row).toMatchObject({ generation: 2, charged: 0 });
  });

  it('disables the webhook in the statement that records a 410, and claims nothing of it then', async () => {
    const job = await scene.claimNew();
    const other = await scene.claimNew();
    await releaseClaim(pool, other, { owner: 'dispatcher', delayMs: 0 });
    expect(await scene.record(job, 'gone', { responseStatus: 410, errorCode: 'gone' })).toMatchObject({
      kind: 'failed',
    });
    const { rows } = await pool.query('select status, status_reason from webhooks where id = $1', [
      scene.webhookId,
    ]);
    expect(rows[0]).toMatchObject({ status: 'disabled', status_reason: expect.stringContaining('410') });
    expect(await scene.claim()).toEqual([]);
    await pool.query(`update webhooks set status = 'enabled', status_reason = null where id = $1`, [
      scene.webhookId,
    ]);
    expect((await scene.claim()).map((c) => c.deliveryId)).toContain(other.deliveryId);
  });
});
