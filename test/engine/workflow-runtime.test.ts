import { afterEach, expect, it } from 'vitest';
import { WORKFLOW_RUNTIMES } from '../../src/settings/values.js';
import { checkVersion } from '../../src/workflow-runtime.js';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { startReceiver, type TestReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let instance: Instance | undefined;
let receiver: TestReceiver | undefined;
afterEach(async () => {
  await instance?.stop();
  await receiver?.close();
});

// In this order: the last one changes the process that it runs in.
it.each(WORKFLOW_RUNTIMES)('workflows deliver, retry and end with WORKFLOW_RUNTIME=%s', async (runtime) => {
  receiver = await startReceiver();
  instance = await startInstance({ env: { WORKFLOW_RUNTIME: runtime } });
  await createWebhook(instance, { url: receiver.url, events: ['*'] });
  const { id: delivered } = await emit(instance, 'lead.created', '{"leadId":"l1"}');
  await waitForDelivery(instance, delivered, 'delivered');

  receiver.answer({ status: 503 });
  const { id: failing } = await emit(instance, 'lead.created', '{"leadId":"l2"}');
  const waiting = await waitForDelivery(instance, failing, 'retrying');
  // What a workflow in its backoff waits for is what the stock runtime keeps, and the lean ones do without.
  const handle = instance.ctx.temporal.workflow.getHandle(waiting.id);
  const stack = await until(() => handle.query<string>('__stack_trace').catch(() => undefined));
  expect(stack.includes('deliverWebhook')).toBe(runtime === 'stock');

  receiver.answer({ status: 200 });
  expect((await instance.request('POST', `/deliveries/${waiting.id}/retry`)).status).toBe(202);
  await waitForDelivery(instance, failing, 'delivered');
});

it('another version of the SDK is refused with what to do', () => {
  expect(() => checkVersion('1.25.0')).toThrow(
    /tried on Temporal's SDK 1\.24\.0 only, and this is 1\.25\.0\. Unset it\./,
  );
});
