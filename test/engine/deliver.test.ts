import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';
import { MODES, inMode } from '../support/modes.js';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';

const SOON = { timeout: 20_000 };

describe.each(MODES)('an event on its way to one webhook (%s)', (mode) => {
  let instance: Instance;
  let receiver: TestReceiver;

  beforeAll(async () => {
    instance = await startInstance(inMode(mode));
  });
  afterAll(() => instance.stop());
  beforeEach(async () => {
    receiver = await startReceiver();
    return () => receiver.close();
  });

  it('arrives once, signed, as its exact bytes, and its workflow is completed', async () => {
    const webhook = await createWebhook(instance, { url: receiver.url, events: ['lead.*'] });
    const event = await emit(
      instance,
      'lead.created',
      '{"leadId":"L-1","big":12345678901234567890, "one":1.0}',
    );
    await receiver.waitForRequests(1);
    const [request] = receiver.requests;
    const body = request!.rawBody.toString('utf8');
    expect(body).toContain('"data":{"leadId":"L-1","big":12345678901234567890, "one":1.0}');
    expect(() =>
      new Webhook(webhook.secret).verify(body, request!.headers as Record<string, string>),
    ).not.toThrow();
    expect(request!.headers).toMatchObject({
      'webhook-id': event.id,
      'webhook-event': 'lead.created',
      'webhook-attempt': '1',
      'content-type': 'application/json',
    });
    const delivery = await waitForDelivery(instance, event.id, 'delivered');
    expect(delivery).toMatchObject({ attemptCount: 1, run: 1, nextAttemptAt: null });
    await expect
      .poll(async () => (await instance.request('GET', `/deliveries/${delivery.id}`)).body, SOON)
      .toMatchObject({
        workflow: { id: delivery.id, pendingActivity: null, ...AFTER_ONE_ATTEMPT[mode] },
        attempts: [{ number: 1, run: 1, trigger: 'schedule', responseStatus: 200, error: null }],
      });
    expect(receiver.requests).toHaveLength(1);
  });

  it('waits in Temporal as attempt 2 of 3 after a failure, and goes out at once on retry now', async () => {
    receiver.answer({ status: 503 });
    await createWebhook(instance, { url: receiver.url, events: ['document.*'] });
    const event = await emit(instance, 'document.received', DOCUMENT);
    const delivery = await waitForDelivery(instance, event.id, 'retrying');
    const path = `/deliveries/${delivery.id}`;
    await expect
      .poll(async () => (await instance.request('GET', path)).body, SOON)
      .toMatchObject({
        attemptCount: 1,
        maximumAttempts: 3,
        workflow: {
          status: 'RUNNING',
          pendingActivity: { attempt: 2, maximumAttempts: 3, state: 'SCHEDULED' },
        },
      });
    const waiting = (await instance.request('GET', path)).body as {
      workflow: { pendingActivity: { lastFailure: string } };
    };
    expect(waiting.workflow.pendingActivity.lastFailure).toContain('503');
    receiver.answer({ status: 200 });
    expect((await instance.request('POST', `${path}/retry`)).status).toBe(202);
    await waitForDelivery(instance, event.id, 'delivered');
    expect(receiver.requests.map((r) => r.headers['webhook-attempt'])).toEqual(['1', '2']);
    await expect
      .poll(async () => (await instance.request('GET', path)).body, SOON)
      .toMatchObject({
        attemptCount: 2,
        attempts: [
          { number: 1, trigger: 'schedule', responseStatus: 503 },
          { number: 2, trigger: 'manual', responseStatus: 200 },
        ],
        workflow: { status: 'COMPLETED' },
      });
  });

  it('fails, with its workflow, when its attempts are used up; a retry then is a new run of the same webhook-id', async () => {
    receiver.answer({ status: 500 });
    const retryPolicy = { delaysSeconds: [1] };
    await createWebhook(instance, { url: receiver.url, events: ['action_log.failed'], retryPolicy });
    const event = await emit(instance, 'action_log.failed', ACTION_FAILED);
    const delivery = await waitForDelivery(instance, event.id, 'failed');
    expect(delivery).toMatchObject({ attemptCount: 2, run: 1 });
    const path = `/deliveries/${delivery.id}`;
    await expect
      .poll(async () => (await instance.request('GET', path)).body, SOON)
      .toMatchObject({
        attempts: [{ number: 1 }, { number: 2, error: { code: 'http-status' } }],
        workflow: { status: 'FAILED' },
      });
    receiver.answer({ status: 200 });
    expect((await instance.request('POST', `${path}/retry`)).status).toBe(202);
    await waitForDelivery(instance, event.id, 'delivered');
    await expect
      .poll(async () => (await instance.request('GET', path)).body, SOON)
      .toMatchObject({
        run: 2,
        attemptCount: 1,
        attempts: [{ number: 1, run: 2, trigger: 'manual', responseStatus: 200 }],
        workflow: { id: `${delivery.id}-g2`, ...AFTER_ONE_ATTEMPT[mode] },
      });
    expect(new Set(receiver.requests.map((r) => r.headers['webhook-id']))).toEqual(new Set([event.id]));
  });
});

/** The delivery tells which way it went. */
const AFTER_ONE_ATTEMPT = {
  always: { status: 'COMPLETED', unavailable: null },
  'on-failure': { status: null, unavailable: 'not-needed' },
};
const DOCUMENT = '{"id":"d","filename":"a.pdf","leadId":"L-2","signedUrl":"https://files.example.com/a.pdf"}';
const ACTION_FAILED =
  '{"id":"8f2b3f2a-9a3e-4f02-9f0d-1a2b3c4d5e6f","type":"TOOL_CALL","status":"FAILED","leadId":"L-3","agentId":"A"}';
