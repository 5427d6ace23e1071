import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid, parsePublicId } from '../../src/ids.js';
import { acceptEvents } from '../../src/store/accept-events.js';
import type { AttemptJob } from '../../src/store/attempt-job.js';
import { beginAttempt } from '../../src/store/begin-attempt.js';
import { cancelDelivery } from '../../src/store/cancel-delivery.js';
import { claimDeliveries } from '../../src/store/claim-deliveries.js';
import { expireAttempts } from '../../src/store/expire-attempts.js';
import { findDeliveryState } from '../../src/store/find-delivery-state.js';
import { type AttemptRecord, recordAttempt } from '../../src/store/record-attempt.js';
import { releaseClaim } from '../../src/store/release-claim.js';
import { requeueDelivery } from '../../src/store/requeue-delivery.js';
import { requeueOverdue } from '../../src/store/requeue-overdue.js';
import { retryDelivery } from '../../src/store/retry-delivery.js';
import { createWebhook } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';

const OWNER = newUuid();
const OPTIONS = { owner: OWNER, defaultTimeoutMs: 5_000 };

describe('the fence', () => {
  let instance: Instance;
  let webhookId: string;

  beforeAll(async () => {
    instance = await startInstance({ worker: false });
    const webhook = await createWebhook(instance, { url: 'http://127.0.0.1:4010/', events: ['lead.*'] });
    webhookId = parsePublicId('wh', webhook.id)!;
  });
  afterAll(() => instance.stop());

  async function accept(): Promise<string> {
    const eventId = newUuid();
    const [result] = await acceptEvents(instance.ctx.pool, [
      {
        id: eventId,
        workspaceId: 'default',
        type: 'lead.created',
        subject: null,
        externalId: null,
        occurredAt: new Date(),
        payload: Buffer.from('{}'),
        bodyHash: Buffer.alloc(32),
        testOf: null,
      },
    ]);
    expect(result).toMatchObject({ kind: 'accepted', deliveries: 1 });
    const found = await instance.ctx.pool.query<{ id: string }>(
      'select id from deliveries where event_id = $1',
      [eventId],
    );
    return found.rows[0]!.id;
  }

  async function claim(limit = 100): Promise<AttemptJob[]> {
    const { jobs } = await claimDeliveries(instance.ctx.pool, {
      cursor: '00000000-0000-0000-0000-000000000000',
      limit,
      owner: OWNER,
      liveWorkers: 1,
      defaultTimeoutMs: 5_000,
      inFlight: new Map(),
      rateAllowance: new Map(),
      slowWebhooks: [],
      slowLimit: 100,
    });
    return jobs;
  }

  async function claimNew(): Promise<AttemptJob> {
    const id = await accept();
    const job = (await claim()).find((candidate) => candidate.deliveryId === id);
    return job!;
  }

  /** Moves the row's clock: its token is past its deadline. */
  async function passDeadline(job: AttemptJob): Promise<void> {
    await instance.ctx.pool.query(
      `update queue set deadline = now() - interval '1 second', check_at = now() - interval '1 second' where delivery_id = $1`,
      [job.deliveryId],
    );
  }

  function record(job: AttemptJob, verdict: AttemptRecord['verdict'], more: Partial<AttemptRecord> = {}) {
    return recordAttempt(instance.ctx.pool, {
      key: job,
      token: job.token,
      verdict,
      delayMs: 60_000,
      maximumAttempts: 3,
      startedAt: new Date(),
      durationMs: 5,
      url: job.url,
      responseStatus: verdict === 'delivered' ? 200 : 503,
      errorCode: verdict === 'delivered' ? null : 'http-status',
      errorMessage: null,
      requestHeaders: null,
      responseHeaders: null,
      responseBody: null,
      responseTruncated: false,
      ...more,
    });
  }

  const stateOf = (job: AttemptJob) => findDeliveryState(instance.ctx.pool, job.deliveryId);
  const attemptsOf = async (job: AttemptJob) =>
    (
      await instance.ctx.pool.query<{ number: number; error_code: string | null; trigger: string }>(
        'select number, error_code, trigger from attempts where delivery_id = $1 order by seq',
        [job.deliveryId],
      )
    ).rows;

  it('gives a due row to one claim only, however many ask at once', async () => {
    const ids = [await accept(), await accept(), await accept()];
    const claims = await Promise.all([claim(), claim(), claim(), claim()]);
    const claimed = claims.flat().map((job) => job.deliveryId);
    for (const id of ids) expect(claimed.filter((other) => other === id)).toHaveLength(1);
  });

  it('finishes a delivery in the statement that records its success', async () => {
    const job = await claimNew();
    expect(await record(job, 'delivered')).toEqual({ kind: 'delivered', charged: 1 });
    expect(await stateOf(job)).toMatchObject({ status: 'delivered', row: undefined, attemptCount: 1 });
  });

  it('refuses a second begin while an attempt is in flight', async () => {
    const job = await claimNew();
    expect(await beginAttempt(instance.ctx.pool, job, OPTIONS)).toBeUndefined();
    expect((await stateOf(job))?.row?.tokenExpiresInMs).toBeGreaterThan(0);
  });

  it('ignores a failure whose token is no longer the row’s, and keeps the attempt as of unknown outcome', async () => {
    const job = await claimNew();
    await passDeadline(job);
    expect(await expireAttempts(instance.ctx.pool, { limit: 10, deliveryId: job.deliveryId })).toHaveLength(
      1,
    );
    expect(await record(job, 'retry')).toBeUndefined();
    expect((await stateOf(job))?.row).toMatchObject({ charged: 0, generation: 1 });
    expect(await attemptsOf(job)).toEqual([
      { number: 1, error_code: 'unknown-outcome', trigger: 'schedule' },
    ]);
  });

  it('takes a late success for a success, in the place of the unknown outcome', async () => {
    const job = await claimNew();
    await passDeadline(job);
    await expireAttempts(instance.ctx.pool, { limit: 10, deliveryId: job.deliveryId });
    expect(await record(job, 'delivered')).toEqual({ kind: 'delivered', charged: 1 });
    expect(await attemptsOf(job)).toEqual([{ number: 1, error_code: null, trigger: 'schedule' }]);
    expect(await stateOf(job)).toMatchObject({ status: 'delivered', row: undefined });
  });

  it('repeats the number of an attempt of unknown outcome, which uses up nothing', async () => {
    const job = await claimNew();
    await passDeadline(job);
    await expireAttempts(instance.ctx.pool, { limit: 10, deliveryId: job.deliveryId });
    const again = (await beginAttempt(instance.ctx.pool, job, OPTIONS))!;
    expect(again.token).not.toBe(job.token);
    expect(await record(again, 'retry')).toEqual({ kind: 'retry', charged: 1 });
    expect((await attemptsOf(job)).map((a) => a.number)).toEqual([1, 1]);
  });

  it('makes whatever the earlier generation does stale, once the delivery was taken from it', async () => {
    const job = await claimNew();
    await record(job, 'retry');
    expect(await requeueDelivery(instance.ctx.pool, job)).toBe(true);
    expect(await requeueDelivery(instance.ctx.pool, job)).toBe(false);
    expect(await beginAttempt(instance.ctx.pool, job, OPTIONS)).toBeUndefined();
    expect((await stateOf(job))?.row).toMatchObject({ generation: 2, charged: 1 });
  });

  it('leaves a row to its workflow until that is a minute late', async () => {
    const job = await claimNew();
    await record(job, 'retry');
    await instance.ctx.pool.query(
      `update queue set check_at = now() + interval '1 second' where delivery_id = $1`,
      [job.deliveryId],
    );
    await requeueOverdue(instance.ctx.pool, 100);
    expect((await stateOf(job))?.row?.generation).toBe(1);
    await instance.ctx.pool.query(
      `update queue set check_at = now() - interval '1 second' where delivery_id = $1`,
      [job.deliveryId],
    );
    await requeueOverdue(instance.ctx.pool, 100);
    expect((await stateOf(job))?.row?.generation).toBe(2);
  });

  it('counts a claim that was given back as no try', async () => {
    const job = await claimNew();
    await releaseClaim(instance.ctx.pool, job, { owner: 'dispatcher', delayMs: 0 });
    const again = (await claim()).find((other) => other.deliveryId === job.deliveryId)!;
    expect(again.tries).toBe(1);
    await releaseClaim(instance.ctx.pool, job, { owner: 'dispatcher', delayMs: 0 });
    expect((await stateOf(job))?.row?.tokenExpiresInMs).toBeGreaterThan(0);
  });

  it('cancels at once between attempts, and with the record during one, unless that one delivered', async () => {
    const idle = await claimNew();
    await record(idle, 'retry');
    expect(await cancelDelivery(instance.ctx.pool, idle.deliveryId)).toMatchObject({ kind: 'cancelled' });
    expect(await stateOf(idle)).toMatchObject({ status: 'cancelled', row: undefined, attemptCount: 1 });

    const failing = await claimNew();
    expect(await cancelDelivery(instance.ctx.pool, failing.deliveryId)).toEqual({ kind: 'flagged' });
    expect(await record(failing, 'retry')).toMatchObject({ kind: 'cancelled' });

    const delivering = await claimNew();
    await cancelDelivery(instance.ctx.pool, delivering.deliveryId);
    expect(await record(delivering, 'delivered')).toMatchObject({ kind: 'delivered' });
    expect(await cancelDelivery(instance.ctx.pool, delivering.deliveryId)).toEqual({ kind: 'over' });
  });

  it('opens one new run for any number of presses at once', async () => {
    const job = await claimNew();
    await record(job, 'failed');
    const presses = await Promise.all(
      [1, 2, 3, 4].map(() => retryDelivery(instance.ctx.pool, job.deliveryId)),
    );
    expect(presses.filter((press) => press.kind === 'retried')).toHaveLength(1);
    expect(presses.filter((press) => press.kind === 'repeated')).toHaveLength(3);
    expect((await stateOf(job))?.row).toMatchObject({ generation: 2, charged: 0 });
  });

  it('disables the webhook in the statement that records a 410, and claims nothing of it then', async () => {
    const job = await claimNew();
    const other = await claimNew();
    await releaseClaim(instance.ctx.pool, other, { owner: 'dispatcher', delayMs: 0 });
    expect(await record(job, 'gone', { responseStatus: 410, errorCode: 'gone' })).toMatchObject({
      kind: 'failed',
    });
    const { rows } = await instance.ctx.pool.query(
      'select status, status_reason from webhooks where id = $1',
      [webhookId],
    );
    expect(rows[0]).toMatchObject({ status: 'disabled', status_reason: expect.stringContaining('410') });
    expect(await claim()).toEqual([]);
    await instance.ctx.pool.query(
      `update webhooks set status = 'enabled', status_reason = null where id = $1`,
      [webhookId],
    );
    expect((await claim()).map((c) => c.deliveryId)).toContain(other.deliveryId);
  });
});
