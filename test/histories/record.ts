import { writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { missEvents } from '../support/miss-events.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';

/** `npm run record-histories`: makes the histories anew that the replay test holds the workflow code against. */
describe('recording', () => {
  let instance: Instance;
  let receiver: TestReceiver;

  beforeAll(async () => {
    instance = await startInstance();
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await instance.stop();
    await receiver.close();
  });

  const workflow = (id: string) => instance.ctx.temporal.workflow.getHandle(id);

  async function start(body: Record<string, unknown> = {}): Promise<{ webhook: string; event: string; id: string }> {
    const webhook = await createWebhook(instance, { url: receiver.url, events: ['lead.created'], ...body });
    const event = await emit(instance, 'lead.created', '{"leadId":"L-1"}');
    const { body: found } = await instance.request('GET', `/deliveries?eventId=${event.id}`);
    return { webhook: webhook.id, event: event.id, id: (found as { data: { id: string }[] }).data[0]!.id };
  }

  async function keep(name: string, delivery: { id: string; webhook: string }): Promise<void> {
    await expect.poll(() => workflow(delivery.id).describe().then(() => true, () => false), { timeout: 20_000 }).toBe(true);
    await workflow(delivery.id).result().catch(() => undefined);
    const history = historyToJSON(await workflow(delivery.id).fetchHistory());
    const text = JSON.stringify(JSON.parse(history), (key: string, value: unknown) => (key === 'stackTrace' ? undefined : value), 1);
    await writeFile(new URL(`./${name}.json`, import.meta.url), `${text}\n`);
    await instance.request('DELETE', `/webhooks/${delivery.webhook}`);
  }

  it('delivered', async () => {
    receiver.answer({ status: 200 });
    await keep('delivered', await start());
  });

  it('delivered-by-ordinary-activity', async () => {
    receiver.answer({ status: 200 });
    await keep('delivered-by-ordinary-activity', await start({ timeoutMs: 20_000 }));
  });

  it('exhausted', async () => {
    receiver.answer({ status: 503 });
    await keep('exhausted', await start({ retryPolicy: { delaysSeconds: [1, 1] } }));
  });

  it('started-on-failure', async () => {
    receiver.answer({ status: 503 });
    await keep('started-on-failure', await start({ retryPolicy: { delaysSeconds: [1, 1] }, workflowStart: 'on-failure' }));
  });

  it('retried-now', async () => {
    receiver.answer({ status: 503 });
    const delivery = await start();
    await waitForDelivery(instance, delivery.event, 'retrying');
    receiver.answer({ status: 200 });
    await instance.request('POST', `/deliveries/${delivery.id}/retry`);
    await keep('retried-now', delivery);
  });

  it('cancelled', async () => {
    receiver.answer({ status: 503 });
    const delivery = await start();
    await waitForDelivery(instance, delivery.event, 'retrying');
    await instance.request('POST', `/deliveries/${delivery.id}/cancel`);
    await keep('cancelled', delivery);
  });

  it('parked', async () => {
    receiver.answer({ status: 503 });
    const delivery = await start();
    await waitForDelivery(instance, delivery.event, 'retrying');
    await instance.request('POST', `/webhooks/${delivery.webhook}/pause`);
    await workflow(delivery.id).signal('retryNow');
    await keep('parked', delivery);
  });

  it('gone', async () => {
    receiver.answer({ status: 410 });
    await keep('gone', await start());
  });

  /** Of the last minute. */
  async function replay(webhook: string, include: string): Promise<{ id: string; webhook: string }> {
    const since = new Date(Date.now() - 60_000).toISOString();
    const { body } = await instance.request('POST', `/webhooks/${webhook}/replay`, { body: { since, include } });
    return { id: (body as { id: string }).id, webhook };
  }

  it('replayed', async () => {
    receiver.answer({ status: 503 });
    const delivery = await start({ retryPolicy: { delaysSeconds: [] } });
    await waitForDelivery(instance, delivery.event, 'failed');
    receiver.answer({ status: 200 });
    await keep('replayed', await replay(delivery.webhook, 'failed'));
  });

  it('replay-cancelled', async () => {
    const { webhook } = await start();
    await instance.request('POST', `/webhooks/${webhook}/pause`);
    await missEvents(instance, 450);
    const waiting = await replay(webhook, 'missing');
    await expect
      .poll(async () => JSON.stringify(await workflow(waiting.id).fetchHistory()), { timeout: 20_000 })
      .toContain('timerStarted');
    await workflow(waiting.id).cancel();
    await keep('replay-cancelled', waiting);
  });
});
