import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepOperationsWebhook } from '../../src/dispatch/keep-operations-webhook.js';
import { tellOperations } from '../../src/dispatch/tell-operations.js';
import { type Instance, startInstance } from '../support/instance.js';
import { startReceiver, type TestReceiver } from '../support/receiver.js';

const OPERATIONS = { headers: { 'x-workspace-id': 'posthorn-operations' } };

let receiver: TestReceiver;
let instance: Instance;
beforeAll(async () => {
  receiver = await startReceiver();
  receiver.answer(({ path }) => ({ status: path === '/gone' ? 410 : 200 }));
  instance = await startInstance();
});
afterAll(async () => {
  await instance.stop();
  await receiver.close();
});

/** As a process would whose OPERATIONS_WEBHOOK_URL says so; the instance's own chores are to say the same. */
const keep = (operationsWebhookUrl: string | undefined) => {
  Object.assign(instance.ctx.config, { operationsWebhookUrl });
  return keepOperationsWebhook(instance.ctx);
};

const listed = async () => (await instance.request('GET', '/webhooks', OPERATIONS)).body.data;

it('OPERATIONS_WEBHOOK_URL makes a webhook whose secret an admin can read, and that hears of every workspace', async () => {
  await keep(`${receiver.url}/ops`);
  await keep(`${receiver.url}/ops`);
  const webhooks = await listed();
  expect(webhooks).toHaveLength(1);
  expect(webhooks[0]).toMatchObject({
    url: `${receiver.url}/ops`,
    events: ['webhook.disabled', 'webhook.recovered', 'delivery.failed'],
  });
  const { body } = await instance.request('GET', `/webhooks/${webhooks[0].id}/secret`, OPERATIONS);
  expect(body.secrets).toHaveLength(1);

  await instance.request('PUT', '/workspaces/tenant', { body: { name: 'Tenant' } });
  const tenant = { headers: { 'x-workspace-id': 'tenant' } };
  const { body: gone } = await instance.request('POST', '/webhooks', {
    ...tenant,
    body: { url: `${receiver.url}/gone`, events: ['lead.created'] },
  });
  await instance.request('POST', '/events', {
    ...tenant,
    body: { event: 'lead.created', data: { leadId: 'l' } },
  });
  await receiver.waitForRequests(1);
  await expect
    .poll(async () => (await instance.request('GET', `/webhooks/${gone.id}`, tenant)).body.status)
    .toBe('disabled');
  await tellOperations(instance.ctx);
  await receiver.waitForRequests(3);

  const heard = receiver.requests.filter(({ path }) => path === '/ops');
  const verifier = new Webhook(body.secrets[0].secret);
  const envelopes = heard.map(
    ({ rawBody, headers }) =>
      verifier.verify(rawBody.toString('utf8'), headers as Record<string, string>) as {
        event: string;
        data: object;
      },
  );
  expect(envelopes.map(({ event }) => event).sort()).toEqual(['delivery.failed', 'webhook.disabled']);
  for (const { data } of envelopes) expect(data).toMatchObject({ workspaceId: 'tenant', webhookId: gone.id });
  // The tenant names no operational event, so it has none.
  const { body: events } = await instance.request('GET', '/events', tenant);
  expect(events.data.map(({ event }: { event: string }) => event)).toEqual(['lead.created']);
});

it('another URL moves it and keeps its secret; none deletes it; set again it is made anew', async () => {
  const secretOf = async (id: string) =>
    (await instance.request('GET', `/webhooks/${id}/secret`, OPERATIONS)).body.secrets[0].secret;
  const [{ id }] = await listed();
  const secret = await secretOf(id);
  await keep(`${receiver.url}/elsewhere`);
  expect((await listed())[0]).toMatchObject({ id, url: `${receiver.url}/elsewhere` });
  expect(await secretOf(id)).toBe(secret);
  await keep(undefined);
  expect(await listed()).toEqual([]);
  await keep(`${receiver.url}/ops`);
  expect(await listed()).toHaveLength(1);
  expect(await secretOf(id)).not.toBe(secret);
});

it('is made once by many processes at the same time', async () => {
  await keep(undefined);
  await Promise.all(Array.from({ length: 5 }, () => keep(`${receiver.url}/ops`)));
  const [{ id }] = await listed();
  expect((await instance.request('GET', `/webhooks/${id}/secret`, OPERATIONS)).body.secrets).toHaveLength(1);
});
