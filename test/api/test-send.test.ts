import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';

let instance: Instance;
let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
  instance = await startInstance();
});
afterAll(async () => {
  await instance.stop();
  await receiver.close();
});

async function createWebhook(body: object = {}): Promise<string> {
  const answer = await instance.request('POST', '/webhooks', {
    body: { url: receiver.url, events: ['lead.created'], ...body },
  });
  return answer.body.id;
}

const test = (id: string, body?: object) =>
  instance.request('POST', `/webhooks/${id}/test`, body === undefined ? {} : { body });

const lastEnvelope = () => JSON.parse(receiver.requests.at(-1)!.rawBody.toString('utf8'));

describe('POST /webhooks/{id}/test', () => {
  it('sends webhook.test to this webhook only, without a body of its own', async () => {
    await createWebhook({ events: ['*'] });
    const id = await createWebhook();
    const { length } = receiver.requests;
    const { status, body } = await test(id);
    expect(status).toBe(202);
    expect(body).toEqual({
      eventId: expect.stringMatching(/^evt_/),
      deliveryId: expect.stringMatching(/^dlv_/),
    });
    await receiver.waitForRequests(length + 1);
    expect(receiver.requests[length]!.headers['webhook-event']).toBe('webhook.test');
    expect(lastEnvelope()).toEqual({
      id: body.eventId,
      event: 'webhook.test',
      timestamp: expect.any(String),
      workspaceId: 'default',
      data: { message: expect.any(String) },
      test: true,
    });
    const shown = await instance.request('GET', `/events/${body.eventId}`);
    expect(shown.body).toMatchObject({
      test: true,
      event: 'webhook.test',
      deliveries: [{ id: body.deliveryId, webhookId: id }],
    });
  });

  it('waits for its one attempt when asked to, whatever the receiver answers', async () => {
    const id = await createWebhook();
    receiver.answer({ status: 500, body: 'no' });
    const { status, body } = await test(id, { wait: true, event: 'lead.created' });
    receiver.answer({});
    expect(status).toBe(200);
    expect(body.attempt).toMatchObject({
      number: 1,
      trigger: 'test',
      responseStatus: 500,
      responseBody: 'no',
      error: { code: 'http-status' },
    });
    const { body: delivery } = await instance.request('GET', `/deliveries/${body.deliveryId}`);
    expect(delivery).toMatchObject({ status: 'failed', attemptCount: 1, maximumAttempts: 1 });
    expect(delivery.attempts).toEqual([body.attempt]);
  });

  it("takes the type's example or the given data, byte for byte", async () => {
    const id = await createWebhook();
    const example = (await instance.request('GET', '/event-types/lead.completed')).body.example;
    await test(id, { wait: true, event: 'lead.completed' });
    expect(lastEnvelope().data).toEqual(example);
    const data = '{"n":1.0,"leadId":"given"}';
    await instance.request('POST', `/webhooks/${id}/test`, {
      rawBody: `{"event":"lead.created","wait":true,"data":${data}}`,
    });
    expect(receiver.requests.at(-1)!.rawBody.toString('utf8')).toContain(`"data":${data},"test":true}`);
  });

  it('goes out while the webhook is paused', async () => {
    const id = await createWebhook();
    await instance.request('POST', `/webhooks/${id}/pause`);
    const { status, body } = await test(id, { wait: true });
    expect([status, body.attempt.responseStatus]).toEqual([200, 200]);
  });

  it('disables nothing, and does not say that it did', async () => {
    const id = await createWebhook();
    receiver.answer({ status: 410 });
    const { body } = await test(id, { wait: true });
    receiver.answer({});
    expect(body.attempt.error).toMatchObject({
      code: 'gone',
      hint: expect.stringMatching(/A test changes nothing\.$/),
    });
    expect((await instance.request('GET', `/webhooks/${id}`)).body.status).toBe('enabled');
  });

  it('answers a repeated Idempotency-Key with the attempt, and sends nothing twice', async () => {
    const id = await createWebhook();
    const options = { body: { wait: true }, headers: { 'idempotency-key': 'test-once' } };
    const first = await instance.request('POST', `/webhooks/${id}/test`, options);
    const { length } = receiver.requests;
    const second = await instance.request('POST', `/webhooks/${id}/test`, options);
    expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(receiver.requests).toHaveLength(length);
  });

  it('refuses an unknown type, data that does not fit it and unknown fields', async () => {
    const id = await createWebhook();
    for (const [body, pointer] of [
      [{ event: 'lead.craeted' }, '/event'],
      [{ event: 'lead.created', data: {} }, '/data/leadId'],
      [{ data: {} }, '/data/message'],
      [{ url: 'x' }, '/url'],
    ] as const) {
      const answer = await test(id, body);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
    }
  });
});
