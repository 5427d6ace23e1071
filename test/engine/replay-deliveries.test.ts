import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { keepReplaysRunning } from '../../src/dispatch/start-replay.js';
import { newUuid, parsePublicId, toPublicId } from '../../src/ids.js';
import { insertReplay } from '../../src/store/replays.js';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { missEvents } from '../support/miss-events.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

vi.setConfig({ testTimeout: 90_000 });

const since = new Date(Date.now() - 60_000);

let instance: Instance;
let receiver: TestReceiver;
const webhookIds: string[] = [];
beforeAll(async () => {
  instance = await startInstance({ env: { WORKFLOW_START: 'on-failure' } });
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const id of webhookIds.splice(0)) await instance.request('DELETE', `/webhooks/${id}`);
});
afterAll(async () => {
  await instance.stop();
  await receiver.close();
});

async function webhook(body: object = {}): Promise<string> {
  const { id } = await createWebhook(instance, {
    url: receiver.url,
    events: ['lead.created'],
    retryPolicy: { delaysSeconds: [] },
    ...body,
  });
  webhookIds.push(id);
  return id;
}

async function start(webhookId: string, include: string): Promise<string> {
  const answer = await instance.request('POST', `/webhooks/${webhookId}/replay`, {
    body: { since: since.toISOString(), include },
  });
  expect(answer.status, answer.text).toBe(202);
  return answer.body.id;
}

const replay = async (id: string) => (await instance.request('GET', `/replays/${id}`)).body;

const reach = (id: string, status: string) =>
  until(async () => {
    const body = await replay(id);
    return body.status === status ? body : undefined;
  });

/** A paused webhook with more to send than is queued at once: its replay has queued a page and waits. */
async function waitingReplay(): Promise<{ id: string; webhookId: string }> {
  const webhookId = await webhook();
  await instance.request('POST', `/webhooks/${webhookId}/pause`);
  await missEvents(instance, 450);
  const id = await start(webhookId, 'missing');
  await until(async () => ((await replay(id)).sent > 0 ? true : undefined));
  return { id, webhookId };
}

const workflow = (id: string) => instance.ctx.temporal.workflow.getHandle(id);

describe('a replay', () => {
  it('delivers what failed, each once', async () => {
    const webhookId = await webhook();
    receiver.answer({ status: 500 });
    const events: string[] = [];
    for (let i = 0; i < 5; i++) events.push((await emit(instance, 'lead.created', '{"leadId":"L"}')).id);
    for (const id of events) await waitForDelivery(instance, id, 'failed');
    receiver.answer({ status: 200 });
    receiver.requests.length = 0;
    const id = await start(webhookId, 'failed');
    expect(await reach(id, 'completed')).toMatchObject({ total: 5, sent: 5 });
    for (const eventId of events) {
      const delivery = await waitForDelivery(instance, eventId, 'delivered');
      const { body } = await instance.request('GET', `/deliveries/${delivery.id}`);
      expect(body).toMatchObject({ run: 2, attempts: [{ number: 1, trigger: 'replay' }] });
    }
    expect(receiver.requests).toHaveLength(events.length);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(events));
    expect(await workflow(id).result()).toBe('completed');
  });

  it('waits with its next page while enough of the webhook is held, and goes on when it is resumed', async () => {
    const { id, webhookId } = await waitingReplay();
    expect(await replay(id)).toMatchObject({ status: 'running', sent: 200 });
    const { body } = await instance.request('GET', `/webhooks/${webhookId}`);
    expect(body.heldDeliveries).toBe(200);
    await instance.request('POST', `/webhooks/${webhookId}/resume`);
    expect((await reach(id, 'completed')).sent).toBe((await replay(id)).total);
  });

  it('ends where it is when it is cancelled', async () => {
    const { id } = await waitingReplay();
    await instance.request('POST', `/replays/${id}/cancel`);
    // As the cancel, or as the page that met the cancelled row.
    await workflow(id)
      .result()
      .catch(() => undefined);
    expect(await replay(id)).toMatchObject({ status: 'cancelled', sent: 200 });
  });

  it('is cancelled by cancelling its workflow in Temporal, and by terminating it', async () => {
    const cancelled = await waitingReplay();
    await workflow(cancelled.id).cancel();
    await reach(cancelled.id, 'cancelled');
    const terminated = await waitingReplay();
    await workflow(terminated.id).terminate();
    await keepReplaysRunning(instance.ctx);
    expect(await replay(terminated.id)).toMatchObject({ status: 'cancelled', reason: 'terminated' });
  });

  it('gets its workflow later where Temporal was away when it was started', async () => {
    const webhookId = await webhook();
    await missEvents(instance, 3);
    const inserted = await insertReplay(instance.ctx.pool, {
      id: newUuid(),
      workspaceId: 'default',
      webhookId: parsePublicId('wh', webhookId)!,
      include: 'missing',
      since: new Date(Date.now() - 1_000),
      until: new Date(),
      eventTypes: null,
      total: 3,
    });
    await keepReplaysRunning(instance.ctx);
    await reach(toPublicId('rpl', inserted!.id), 'completed');
  });
});
