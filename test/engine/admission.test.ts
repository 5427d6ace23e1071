import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { MODES, inMode } from '../support/modes.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';

const LEAD = '{"leadId":"L-1"}';

describe.each(MODES)('the dispatcher (%s)', (mode) => {
  let instance: Instance;
  const receivers: TestReceiver[] = [];
  const webhookIds: string[] = [];

  beforeAll(async () => {
    instance = await startInstance(inMode(mode));
  });
  afterAll(() => instance.stop());
  afterEach(async () => {
    for (const id of webhookIds.splice(0)) await instance.request('DELETE', `/webhooks/${id}`);
    for (const receiver of receivers.splice(0)) await receiver.close();
  });

  async function receiver(): Promise<TestReceiver> {
    const started = await startReceiver();
    receivers.push(started);
    return started;
  }

  async function webhook(body: Record<string, unknown>): Promise<string> {
    const { id } = await createWebhook(instance, body);
    webhookIds.push(id);
    return id;
  }

  /** Answers only when told, and counts how many wait at once. */
  function holdAnswers(target: TestReceiver) {
    let release!: () => void;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const seen = { now: 0, most: 0 };
    target.answer(async () => {
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      await released;
      seen.now -= 1;
      return { status: 200 };
    });
    return { seen, release };
  }

  it('never has more attempts of a webhook in flight than its maxConcurrency, and sends the rest as places come free', async () => {
    const target = await receiver();
    const held = holdAnswers(target);
    await webhook({ url: target.url, events: ['lead.created'], maxConcurrency: 2 });
    for (let i = 0; i < 6; i++) await emit(instance, 'lead.created', LEAD);
    await target.waitForRequests(2);
    const healthy = await receiver();
    await webhook({ url: healthy.url, events: ['lead.updated'] });
    const other = await emit(instance, 'lead.updated', LEAD);
    await waitForDelivery(instance, other.id, 'delivered');
    expect(target.requests).toHaveLength(2);
    held.release();
    await target.waitForRequests(6);
    expect(held.seen.most).toBe(2);
  });

  it('keeps to rateLimitPerSecond', async () => {
    const target = await receiver();
    await webhook({ url: target.url, events: ['lead.created'], rateLimitPerSecond: 2 });
    for (let i = 0; i < 6; i++) await emit(instance, 'lead.created', LEAD);
    await target.waitForRequests(6);
    const times = target.requests.map((request) => request.at);
    // The burst of a second, then two a second: the sixth no earlier than two seconds after the first.
    expect(times[5]! - times[0]!).toBeGreaterThan(1_800);
  });

  it('sends a test while its webhook is paused, and nothing else', async () => {
    const target = await receiver();
    const id = await webhook({ url: target.url, events: ['lead.created'] });
    await instance.request('POST', `/webhooks/${id}/pause`);
    const event = await emit(instance, 'lead.created', LEAD);
    const test = await instance.request('POST', `/webhooks/${id}/test`, { body: { wait: true } });
    expect(test.status).toBe(200);
    expect(test.body).toMatchObject({ attempt: { responseStatus: 200, trigger: 'test' } });
    expect(target.requests).toHaveLength(1);
    expect(JSON.parse(target.requests[0]!.rawBody.toString('utf8'))).toMatchObject({
      event: 'webhook.test',
      test: true,
    });
    await waitForDelivery(instance, event.id, 'held');
  });

  it('makes one attempt of a test, whatever comes of it', async () => {
    const target = await receiver();
    target.answer({ status: 500 });
    const id = await webhook({ url: target.url, events: ['lead.created'] });
    const test = await instance.request('POST', `/webhooks/${id}/test`, { body: { wait: true } });
    expect(test.body).toMatchObject({ attempt: { responseStatus: 500, error: { code: 'http-status' } } });
    const { deliveryId } = test.body as { deliveryId: string };
    expect((await instance.request('GET', `/deliveries/${deliveryId}`)).body).toMatchObject({
      status: 'failed',
      attemptCount: 1,
    });
    expect((await instance.request('POST', `/deliveries/${deliveryId}/retry`)).status).toBe(409);
  });

  it('attempts longer than a local activity may take through an ordinary one', async () => {
    const target = await receiver();
    target.answer({ status: 200, delayMs: 50 });
    await webhook({ url: target.url, events: ['lead.created'], timeoutMs: 30_000 });
    const event = await emit(instance, 'lead.created', LEAD);
    await waitForDelivery(instance, event.id, 'delivered');
    expect(target.requests).toHaveLength(1);
  });

  it('leaves only ten timers a permit in Temporal; the rest of an outage waits in the queue', async () => {
    const target = await receiver();
    target.answer({ status: 503 });
    await webhook({ url: target.url, events: ['lead.created'], maxConcurrency: 1 });
    for (let i = 0; i < 13; i++) await emit(instance, 'lead.created', LEAD);
    const states = async () =>
      (
        await instance.ctx.pool.query<{ state: string; count: number }>(
          'select state, count(*)::int as count from queue where charged = 1 group by state order by state',
        )
      ).rows;
    await expect.poll(states, { timeout: 20_000 }).toEqual([
      { state: 'queued', count: 3 },
      { state: 'retrying', count: 10 },
    ]);
    const { body } = await instance.request('GET', '/deliveries?status=retrying');
    expect(
      (body as { data: { nextAttemptAt: string | null }[] }).data.every((row) => row.nextAttemptAt !== null),
    ).toBe(true);
  });
});
