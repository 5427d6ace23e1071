import { afterEach, expect, inject, it } from 'vitest';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { startInstance } from '../support/instance.js';
import { startReceiver } from '../support/receiver.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

it('a workflow that is cancelled while the database is away still writes what the receiver answered', async () => {
  const server = new URL(inject('databaseServerUrl'));
  const wire = await startTcpProxy({ host: server.hostname, port: Number(server.port) });
  closers.push(() => wire.close());
  const receiver = await startReceiver();
  closers.push(() => receiver.close());
  const instance = await startInstance({
    reachDatabase: (url) => Object.assign(new URL(url), { port: String(wire.port) }).href,
  });
  closers.push(() => instance.stop());
  await createWebhook(instance, { url: receiver.url, events: ['lead.*'] });
  receiver.answer(() => {
    wire.cut();
    return { status: 200 };
  });
  const event = await emit(instance, 'lead.created', '{"leadId":"L-1"}');
  const workflow = await until(async () => {
    const { temporal, config } = instance.ctx;
    const query = `TaskQueue = '${config.temporalTaskQueue}' AND WorkflowType = 'deliverWebhook'`;
    for await (const { workflowId } of temporal.workflow.list({ query })) {
      const handle = temporal.workflow.getHandle(workflowId);
      const { raw } = await handle.describe();
      if (raw.pendingActivities?.[0]?.activityType?.name === 'saveAttempt') return handle;
    }
    return undefined;
  });
  await workflow.cancel();
  wire.restore();
  await waitForDelivery(instance, event.id, 'delivered', 40_000);
  expect(await workflow.result()).toBe('delivered');
  expect(receiver.requests).toHaveLength(1);
}, 90_000);
