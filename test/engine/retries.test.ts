import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';
import { type DeliveryBody, createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { MODES, inMode } from '../support/modes.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';

const LEAD = '{"leadId":"L-1"}';
const SOON = { timeout: 20_000 };

describe.each(MODES)('a delivery that was not delivered at once (%s)', (mode) => {
  let instance: Instance;
  let receiver: TestReceiver;
  let webhook: { id: string };

  beforeAll(async () => {
    instance = await startInstance(inMode(mode));
  });
  afterAll(() => instance.stop());
  beforeEach(async () => {
    receiver = await startReceiver();
    receiver.answer({ status: 503 });
    webhook = await createWebhook(instance, { url: receiver.url, events: ['lead.updated'] });
    return async () => {
      await instance.request('DELETE', `/webhooks/${webhook.id}`);
      await receiver.close();
    };
  });

  async function retrying(): Promise<{ eventId: string; path: string; delivery: DeliveryBody }> {
    const { id: eventId } = await emit(instance, 'lead.updated', LEAD);
    const delivery = await waitForDelivery(instance, eventId, 'retrying');
    const path = `/deliveries/${delivery.id}`;
    await expect
      .poll(() => get(path), SOON)
      .toMatchObject({ workflow: { pendingActivity: { attempt: 2, state: 'SCHEDULED' } } });
    return { eventId, path, delivery };
  }

  const get = async (path: string) => (await instance.request('GET', path)).body;
  const workflowOf = (delivery: DeliveryBody) => instance.ctx.temporal.workflow.getHandle(delivery.id);

  it('waits as long as Retry-After says, where that is longer than the policy', async () => {
    receiver.answer({ status: 429, headers: { 'retry-after': '600' } });
    const { delivery } = await retrying();
    const waitMs = Date.parse(delivery.nextAttemptAt as string) - Date.now();
    expect(waitMs).toBeGreaterThan(590_000);
    expect(waitMs).toBeLessThanOrEqual(600_000);
  });

  it('ends at once on 410, and disables its webhook', async () => {
    receiver.answer({ status: 410 });
    const { id } = await emit(instance, 'lead.updated', LEAD);
    await waitForDelivery(instance, id, 'failed');
    expect(await get(`/webhooks/${webhook.id}`)).toMatchObject({
      status: 'disabled',
      statusReason: expect.stringContaining('410'),
    });
    expect(receiver.requests).toHaveLength(1);
  });

  it('is healed by correcting the URL', async () => {
    const { eventId, path } = await retrying();
    const other = await startReceiver();
    await instance.request('PATCH', `/webhooks/${webhook.id}`, { body: { url: other.url } });
    await instance.request('POST', `${path}/retry`);
    await waitForDelivery(instance, eventId, 'delivered');
    expect(other.requests).toHaveLength(1);
    await other.close();
  });

  it('ends when cancelled, with its workflow', async () => {
    const { delivery, path } = await retrying();
    expect((await instance.request('POST', `${path}/cancel`)).status).toBe(202);
    expect(await get(path)).toMatchObject({ status: 'cancelled', attemptCount: 1, nextAttemptAt: null });
    await expect
      .poll(async () => (await workflowOf(delivery).describe()).status.name, SOON)
      .toBe('CANCELLED');
    expect((await instance.request('POST', `${path}/cancel`)).status).toBe(409);
  });

  it('ends when its workflow is cancelled in Temporal', async () => {
    const { eventId, delivery } = await retrying();
    await workflowOf(delivery).cancel();
    await waitForDelivery(instance, eventId, 'cancelled');
    await expect
      .poll(async () => (await workflowOf(delivery).describe()).status.name, SOON)
      .toBe('CANCELLED');
  });

  it('ends when its workflow is terminated in Temporal', async () => {
    const { eventId, delivery } = await retrying();
    await workflowOf(delivery).terminate();
    const ended = await waitForDelivery(instance, eventId, 'cancelled', 45_000);
    expect(ended).toMatchObject({ reason: 'terminated', attemptCount: 1 });
  }, 60_000);

  it('is held, not sent, while its webhook is paused, and goes on when that is resumed', async () => {
    const { eventId, delivery } = await retrying();
    await instance.request('POST', `/webhooks/${webhook.id}/pause`);
    await waitForDelivery(instance, eventId, 'held');
    // Its due time comes while it is held: the workflow gives it back to the queue.
    await instance.ctx.pool.query('update queue set due_at = now()');
    await workflowOf(delivery).signal('retryNow');
    expect(await workflowOf(delivery).result()).toBe('parked');
    expect(receiver.requests).toHaveLength(1);
    receiver.answer({ status: 200 });
    expect(await get(`/webhooks/${webhook.id}`)).toMatchObject({ heldDeliveries: 1 });
    await instance.request('POST', `/webhooks/${webhook.id}/resume`);
    await waitForDelivery(instance, eventId, 'delivered');
    await expect
      .poll(() => get(`/deliveries/${delivery.id}`), SOON)
      .toMatchObject({
        attemptCount: 2,
        run: 1,
        workflow: { id: `${delivery.id}-g2`, status: 'COMPLETED' },
      });
  });

  it('ends cancelled when its webhook is deleted, and nothing is sent after the answer', async () => {
    const { eventId, delivery } = await retrying();
    expect((await instance.request('DELETE', `/webhooks/${webhook.id}`)).status).toBe(204);
    await waitForDelivery(instance, eventId, 'cancelled');
    await workflowOf(delivery)
      .signal('retryNow')
      .catch(() => undefined);
    await workflowOf(delivery)
      .result()
      .catch(() => undefined);
    expect(receiver.requests).toHaveLength(1);
  });

  it('makes one POST for each of several signals at any moment after the failure', async () => {
    const { delivery } = await retrying();
    for (let press = 2; press <= 3; press++) {
      await workflowOf(delivery).signal('retryNow');
      await workflowOf(delivery)
        .signal('retryNow')
        .catch(() => undefined);
      await receiver.waitForRequests(press);
    }
    await waitForDelivery(instance, delivery.eventId as string, 'failed');
    expect(receiver.requests.map((request) => request.headers['webhook-attempt'])).toEqual(['1', '2', '3']);
  });

  it('goes on by a new workflow when the sweeper finds that Temporal has lost it', async () => {
    const { eventId, delivery } = await retrying();
    await instance.ctx.temporal.workflowService.deleteWorkflowExecution({
      namespace: instance.ctx.config.temporalNamespace,
      workflowExecution: { workflowId: delivery.id },
    });
    receiver.answer({ status: 200 });
    await instance.ctx.pool.query(
      `update queue set due_at = now(), check_at = now() - interval '1 second' where state = 'retrying'`,
    );
    await waitForDelivery(instance, eventId, 'delivered', 30_000);
    expect(await get(`/deliveries/${delivery.id}`)).toMatchObject({
      attemptCount: 2,
      workflow: { id: `${delivery.id}-g2` },
    });
  });
});
