import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scene, startScene } from '../support/delivery-scene.js';
import { startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

describe('POST /deliveries/{id}/retry', () => {
  it('makes the next attempt of a retrying one now', async () => {
    const webhookId = await scene.createWebhook('/503/now');
    const { id } = await scene.deliver(webhookId, 'retrying');
    await scene.patch(`/webhooks/${webhookId}`, { url: `${scene.receiver.url}/200/now` });
    expect((await scene.post(`/deliveries/${id}/retry`)).status).toBe(202);
    expect(await scene.reach(id, 'delivered')).toMatchObject({
      run: 1,
      attemptCount: 2,
      attempts: [
        { number: 1, trigger: 'schedule', responseStatus: 503 },
        { number: 2, trigger: 'manual', responseStatus: 200 },
      ],
    });
  });

  it('starts a new run of a finished one, with the same webhook-id; older runs stay readable', async () => {
    const webhookId = await scene.createWebhook('/500', { retryPolicy: { delaysSeconds: [] } });
    const { id, eventId } = await scene.deliver(webhookId, 'failed');
    expect((await scene.get(`/deliveries/${id}`)).maximumAttempts).toBe(1);
    await scene.patch(`/webhooks/${webhookId}`, { url: `${scene.receiver.url}/200/again` });
    const presses = await Promise.all([
      scene.post(`/deliveries/${id}/retry`),
      scene.post(`/deliveries/${id}/retry`),
    ]);
    expect(presses.map(({ status }) => status)).toEqual([202, 202]);
    const delivered = await scene.reach(id, 'delivered');
    expect(delivered).toMatchObject({
      run: 2,
      attemptCount: 1,
      attempts: [
        {
          run: 2,
          number: 1,
          trigger: 'manual',
          responseStatus: 200,
          requestHeaders: { 'webhook-id': eventId },
        },
      ],
    });
    expect((await scene.get(`/deliveries/${id}?run=1`)).attempts).toMatchObject([
      { run: 1, number: 1, responseStatus: 500 },
    ]);
  });

  it('is refused while the webhook is paused, when it is a test and when the webhook is gone', async () => {
    const webhookId = await scene.createWebhook('/503/refused');
    const { id } = await scene.deliver(webhookId, 'retrying');
    await scene.post(`/webhooks/${webhookId}/pause`);
    expect((await scene.post(`/deliveries/${id}/retry`)).status).toBe(409);
    const { body: test } = await scene.post(`/webhooks/${webhookId}/test`, { wait: true });
    expect((await scene.post(`/deliveries/${test.deliveryId}/retry`)).status).toBe(409);
    await scene.remove(`/webhooks/${webhookId}`);
    expect((await scene.post(`/deliveries/${id}/retry`)).status).toBe(409);
  });
});

describe('POST /deliveries/{id}/cancel', () => {
  it('ends an open one and its workflow, once', async () => {
    const { id } = await scene.deliver(await scene.createWebhook('/503/cancel'), 'retrying');
    expect((await scene.post(`/deliveries/${id}/cancel`)).status).toBe(202);
    const cancelled = await until(async () => {
      const body = await scene.get(`/deliveries/${id}`);
      return body.workflow.status === 'CANCELED' || body.workflow.status === 'CANCELLED' ? body : undefined;
    });
    expect(cancelled).toMatchObject({ status: 'cancelled', nextAttemptAt: null, attemptCount: 1 });
    expect((await scene.post(`/deliveries/${id}/cancel`)).status).toBe(409);
  });
});

describe('what happens while an attempt is in flight', () => {
  const document = {
    event: 'document.received',
    data: { id: '1', filename: 'a.pdf', leadId: 'slow', signedUrl: 'https://files.example.com/a.pdf' },
  };

  /** A receiver of one webhook that answers when it is told to. */
  async function startSlowReceiver(status: number) {
    const slow = await startReceiver();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    slow.answer(async () => {
      await released;
      return { status, body: 'a late answer' };
    });
    const { body } = await scene.post('/webhooks', {
      url: slow.url,
      events: ['document.received'],
      maxConcurrency: 2,
    });
    return { slow, release, webhookId: body.id as string };
  }

  it('erases the payload all the same, and keeps nothing of the answer that comes later', async () => {
    const { slow, release, webhookId } = await startSlowReceiver(500);
    const { body: event } = await scene.post('/events', document);
    await slow.waitForRequests(1);
    const { data } = await scene.get(`/deliveries?eventId=${event.id}&webhookId=${webhookId}`);
    expect(data[0].status).toBe('sending');
    expect((await scene.post(`/deliveries/${data[0].id}/retry`)).status).toBe(409);
    expect((await scene.remove(`/events/${event.id}/payload`)).status).toBe(204);
    release();
    expect(await scene.reach(data[0].id, 'cancelled')).toMatchObject({
      reason: 'payload-erased',
      attempts: [{ responseStatus: 500, responseHeaders: {}, responseBody: null }],
    });
    await slow.close();
  });

  it('starts no POST after the answer to a DELETE, and records those begun before', async () => {
    const { slow, release, webhookId } = await startSlowReceiver(200);
    await scene.post('/events/batch', { events: Array.from({ length: 60 }, () => document) });
    await slow.waitForRequests(2);
    const { status } = await scene.remove(`/webhooks/${webhookId}`);
    const deletedAt = Date.now();
    expect(status).toBe(204);
    release();
    const rows = await until(async () => {
      const { data } = await scene.get(`/deliveries?webhookId=${webhookId}&limit=250`);
      return data.every(({ finishedAt }: { finishedAt: string | null }) => finishedAt) ? data : undefined;
    });
    const countOf = (result: string) =>
      rows.filter((row: { status: string }) => row.status === result).length;
    expect(slow.requests.filter(({ at }) => at > deletedAt)).toEqual([]);
    expect([countOf('delivered'), countOf('cancelled')]).toEqual([
      slow.requests.length,
      60 - slow.requests.length,
    ]);
    expect(slow.requests.length).toBeLessThan(60);
    await slow.close();
  });
});
