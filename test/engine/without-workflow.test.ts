import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';
import { type TcpProxy, startTcpProxy } from '../support/tcp-proxy.js';

const LEAD = '{"leadId":"L-1"}';
const SOON = { timeout: 20_000 };

describe('a first attempt that the dispatcher makes itself', () => {
  const closers: (() => Promise<void>)[] = [];
  let receiver: TestReceiver;

  beforeEach(async () => {
    receiver = await startReceiver();
    closers.push(() => receiver.close());
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function start(workflowStart: string, env: Record<string, string> = {}): Promise<Instance> {
    const instance = await startInstance({ env: { WORKFLOW_START: workflowStart, ...env } });
    closers.push(() => instance.stop());
    return instance;
  }

  async function wireToTemporal(): Promise<{ wire: TcpProxy; env: Record<string, string> }> {
    const url = new URL(`http://${inject('temporalAddress')}`);
    const wire = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
    closers.push(() => wire.close());
    return { wire, env: { TEMPORAL_ADDRESS: `127.0.0.1:${wire.port}` } };
  }

  const get = async (instance: Instance, path: string) => (await instance.request('GET', path)).body;

  it('goes out while Temporal is away; one that fails loses nothing, and has its workflow afterwards', async () => {
    const { wire, env } = await wireToTemporal();
    const instance = await start('on-failure', env);
    receiver.answer(({ rawBody }) => ({ status: rawBody.includes('L-fails') ? 503 : 200 }));
    const { id } = await createWebhook(instance, { url: receiver.url, events: ['lead.*'] });
    wire.cut();
    const failing = await emit(instance, 'lead.created', '{"leadId":"L-fails"}');
    const waiting = await waitForDelivery(instance, failing.id, 'retrying');
    expect(await get(instance, `/deliveries/${waiting.id}`)).toMatchObject({
      attemptCount: 1,
      attempts: [{ number: 1, responseStatus: 503 }],
    });
    const delivered = await emit(instance, 'lead.created', LEAD);
    await waitForDelivery(instance, delivered.id, 'delivered');
    expect(await get(instance, `/webhooks/${id}`)).toMatchObject({ status: 'enabled' });
    wire.restore();
    await expect
      .poll(() => get(instance, `/deliveries/${waiting.id}`), { timeout: 60_000 })
      .toMatchObject({
        status: 'retrying',
        workflow: {
          status: 'RUNNING',
          pendingActivity: { attempt: 2, maximumAttempts: 3, lastFailure: expect.stringContaining('503') },
        },
      });
  }, 120_000);

  it('is the only one where the policy has one attempt: it fails, and no workflow is started for that', async () => {
    const instance = await start('on-failure');
    receiver.answer({ status: 500 });
    const retryPolicy = { delaysSeconds: [] };
    await createWebhook(instance, { url: receiver.url, events: ['lead.*'], retryPolicy });
    const { id: eventId } = await emit(instance, 'lead.created', LEAD);
    const { id } = await waitForDelivery(instance, eventId, 'failed');
    expect(await get(instance, `/deliveries/${id}`)).toMatchObject({
      attemptCount: 1,
      workflow: { id, status: null, unavailable: 'not-needed' },
    });
  });

  it('is the webhook’s own choice before the instance’s', async () => {
    const instance = await start('always');
    await createWebhook(instance, {
      url: receiver.url,
      events: ['lead.created'],
      workflowStart: 'on-failure',
    });
    await createWebhook(instance, { url: receiver.url, events: ['lead.updated'] });
    const workflowAfter = async (type: string) => {
      const { id: eventId } = await emit(instance, type, LEAD);
      const { id } = await waitForDelivery(instance, eventId, 'delivered');
      return async () =>
        ((await get(instance, `/deliveries/${id}`)) as { workflow: unknown }).workflow as object;
    };
    await expect.poll(await workflowAfter('lead.created'), SOON).toMatchObject({ unavailable: 'not-needed' });
    await expect.poll(await workflowAfter('lead.updated'), SOON).toMatchObject({ status: 'COMPLETED' });
  });

  it('is repeated as the first when its worker dies in mid-POST, Temporal or not', async () => {
    const { wire, env } = await wireToTemporal();
    const instance = await start('on-failure', env);
    await createWebhook(instance, { url: receiver.url, events: ['lead.*'], timeoutMs: 1_000 });
    receiver.answer(async (_, n) => {
      if (n > 1) return { status: 200 };
      // As a worker that died does: its answer is never recorded, and its row passes its deadline.
      await instance.ctx.pool.query(
        `update queue set token = gen_random_uuid(), deadline = now() - interval '1 second', check_at = now() - interval '1 second'`,
      );
      return { status: 503 };
    });
    wire.cut();
    const event = await emit(instance, 'lead.created', LEAD);
    const delivery = await waitForDelivery(instance, event.id, 'delivered', 60_000);
    const { attempts } = (await get(instance, `/deliveries/${delivery.id}`)) as {
      attempts: { number: number; error: { code: string } | null }[];
    };
    expect(attempts.map(({ number, error }) => `${number} ${error?.code ?? 'delivered'}`)).toEqual([
      '1 unknown-outcome',
      '1 delivered',
    ]);
  }, 90_000);

  it('takes a retry now before its workflow is started, which goes on from there', async () => {
    const { wire, env } = await wireToTemporal();
    const instance = await start('on-failure', env);
    receiver.answer((_, n) => ({ status: n === 1 ? 503 : 200 }));
    await createWebhook(instance, { url: receiver.url, events: ['lead.*'] });
    wire.cut();
    const { id: eventId } = await emit(instance, 'lead.created', LEAD);
    const { id } = await waitForDelivery(instance, eventId, 'retrying');
    expect((await instance.request('POST', `/deliveries/${id}/retry`)).status).toBe(202);
    wire.restore();
    await waitForDelivery(instance, eventId, 'delivered', 60_000);
    expect(await get(instance, `/deliveries/${id}`)).toMatchObject({ attemptCount: 2 });
    expect(receiver.requests.map((request) => request.headers['webhook-attempt'])).toEqual(['1', '2']);
  }, 120_000);

  it('is made in auto for what has waited: an outage of Temporal stops nothing', async () => {
    const { wire, env } = await wireToTemporal();
    const instance = await start('auto', env);
    await createWebhook(instance, { url: receiver.url, events: ['lead.*'] });
    wire.cut();
    const backlog = await emit(instance, 'lead.created', LEAD);
    const { id } = await waitForDelivery(instance, backlog.id, 'delivered');
    expect(await get(instance, `/deliveries/${id}`)).toMatchObject({
      workflow: { unavailable: 'not-needed' },
    });
  }, 60_000);
});
