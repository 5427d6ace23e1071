import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Posthorn, ProblemResponseError, type Webhook } from '@posthorn/client';
import { verify } from '@posthorn/client/verify';
import { type Instance, startInstance } from '../support/instance.js';
import { startReceiver, type TestReceiver } from '../support/receiver.js';

let instance: Instance;
let receiver: TestReceiver;
let posthorn: Posthorn;

beforeAll(async () => {
  instance = await startInstance();
  receiver = await startReceiver();
  posthorn = new Posthorn({ baseUrl: instance.url, apiKey: instance.adminKey });
});
afterAll(async () => {
  await receiver.close();
  await instance.stop();
});

const hookUrl = (name: string): string => `${receiver.url}/${name}`;
const arrivals = (name: string) => receiver.requests.filter((request) => request.path === `/${name}`);

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function delivered(eventId: string): Promise<void> {
  await expect
    .poll(async () => (await collect(posthorn.deliveries.list({ eventId })))[0], { timeout: 20_000 })
    .toMatchObject({ status: 'delivered' });
}

describe('from emit to verify', () => {
  test.each(['hmac', 'ed25519'] as const)('an event signed by %s arrives and verifies', async (signing) => {
    const created = await posthorn.webhooks.create({ url: hookUrl(signing), events: ['lead.*'] });
    if (signing === 'ed25519') await posthorn.webhooks.rotateSecret(created.id, { signing, graceSeconds: 0 });
    const { secrets } = await posthorn.webhooks.secrets(created.id);
    const keys = secrets.map((secret) => ('secret' in secret ? secret.secret : secret.publicKey));

    const emitted = await posthorn.emit('lead.created', { leadId: `lead-${signing}`, firstName: 'Jo' });
    expect(emitted).toMatchObject({ replayed: false });
    await delivered(emitted.id);

    const [arrived] = arrivals(signing);
    const event = await verify(arrived!.rawBody, arrived!.headers, keys);
    expect(event).toMatchObject({ id: emitted.id, event: 'lead.created', workspaceId: 'default' });
    if (event.event === 'lead.created') expect(event.data.firstName).toBe('Jo');
    await posthorn.webhooks.delete(created.id);
  });

  test('the same externalId again is the same event, whenever and from wherever', async () => {
    const data = { leadId: 'lead-twice' };
    const first = await posthorn.emit('lead.created', data, { externalId: 'twice' });
    const again = await new Posthorn({ baseUrl: instance.url, apiKey: instance.adminKey }).emit(
      'lead.created',
      data,
      {
        externalId: 'twice',
      },
    );
    expect(again.id).toBe(first.id);
    await expect(
      posthorn.emit('lead.created', { leadId: 'another' }, { externalId: 'twice' }),
    ).rejects.toMatchObject({ code: 'external-id-conflict', status: 409 });
  });

  test('an answer that got lost is asked for again: one event, and the client says that it was replayed', async () => {
    let lost = 0;
    const lossy: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (lost++ > 0) return response;
      await response.arrayBuffer();
      throw new TypeError('fetch failed');
    };
    const unlucky = new Posthorn({
      baseUrl: instance.url,
      apiKey: instance.adminKey,
      fetch: lossy,
      retry: { initialIntervalMs: 1 },
    });
    const emitted = await unlucky.emit('lead.created', { leadId: 'lead-lost' });
    expect(emitted.replayed).toBe(true);
    expect(await collect(posthorn.events.list({ subject: 'lead-lost' }))).toMatchObject([{ id: emitted.id }]);
  });

  test('a batch over the limit of one request: bad items are told, the others accepted, in order', async () => {
    const events = Array.from({ length: 502 }, (_, index) => ({
      event: index === 250 ? 'lead.creatd' : 'lead.created',
      data: { leadId: 'lead-batch' },
      externalId: `batch-${index}`,
    }));
    const items = await posthorn.emitBatch(events);
    expect(items.map((item) => item.externalId)).toEqual(events.map((event) => event.externalId));
    expect(items.filter((item) => !item.ok)).toMatchObject([
      { externalId: 'batch-250', error: { status: 422 } },
    ]);
    const again = await posthorn.emitBatch(events.slice(0, 2));
    expect(again).toEqual(items.slice(0, 2));
    expect(await collect(posthorn.events.list({ subject: 'lead-batch', limit: 200 }))).toHaveLength(501);
  });

  test('what the schema does not allow is refused with the field', async () => {
    const error = await posthorn
      .emit('lead.created', { leadId: 7 } as never)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemResponseError);
    expect(error).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/data/leadId' }] });
  });
});

describe('webhooks', () => {
  test('are made, read, changed, paused, resumed and deleted', async () => {
    const { secret, ...created } = await posthorn.webhooks.create({
      url: hookUrl('crud'),
      events: ['document.received'],
      headers: { 'X-Team': 'a' },
    });
    expect(secret).toMatch(/^whsec_/);
    expect(await posthorn.webhooks.get(created.id)).toMatchObject({ headers: ['x-team'], status: 'enabled' });
    expect(await posthorn.webhooks.update(created.id, { description: 'CRM', headers: null })).toMatchObject({
      description: 'CRM',
      headers: [],
    });
    expect(await posthorn.webhooks.pause(created.id)).toMatchObject({ status: 'paused' });
    const found: Webhook[] = await collect(posthorn.webhooks.list({ eventType: 'document.received' }));
    expect(found.map((webhook) => webhook.id)).toEqual([created.id]);
    expect(await posthorn.webhooks.resume(created.id, { held: 'discard' })).toMatchObject({
      status: 'enabled',
    });
    expect(await posthorn.webhooks.enable(created.id)).toMatchObject({ status: 'enabled' });
    expect(await posthorn.webhooks.delete(created.id)).toBeUndefined();
    await expect(posthorn.webhooks.get(created.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('can be tested, with the attempt in the answer', async () => {
    const { id, secret } = await posthorn.webhooks.create({ url: hookUrl('test'), events: ['lead.created'] });
    const sent = await posthorn.webhooks.test(id, { wait: true });
    expect(sent.attempt).toMatchObject({ trigger: 'test', responseStatus: 200 });
    const [arrived] = arrivals('test');
    const event = await verify(arrived!.rawBody, arrived!.headers, secret);
    expect(event).toMatchObject({ id: sent.eventId, event: 'webhook.test', test: true });
    expect((await posthorn.webhooks.test(id)).deliveryId).toMatch(/^dlv_/);
    await posthorn.webhooks.delete(id);
  });
});

describe('deliveries', () => {
  test('are listed, read, retried and cancelled; an event shows its own', async () => {
    const webhook = await posthorn.webhooks.create({
      url: hookUrl('deliveries'),
      events: ['lead.completed'],
    });
    const { id: eventId } = await posthorn.emit('lead.completed', { leadId: 'lead-d' });
    await delivered(eventId);
    const event = await posthorn.events.get(eventId);
    expect(event).toMatchObject({ data: { leadId: 'lead-d' }, deliveries: [{ webhookId: webhook.id }] });

    const { id } = event.deliveries[0]!;
    expect(await posthorn.deliveries.get(id)).toMatchObject({ run: 1, attempts: [{ responseStatus: 200 }] });
    await posthorn.deliveries.retry(id);
    await expect
      .poll(() => posthorn.deliveries.get(id), { timeout: 20_000 })
      .toMatchObject({ run: 2, status: 'delivered' });
    expect(await posthorn.deliveries.get(id, { run: 1 })).toMatchObject({ attempts: [{ run: 1 }] });
    await expect(posthorn.deliveries.cancel(id)).rejects.toMatchObject({ status: 409 });

    expect(await posthorn.events.payload(eventId)).toContain('"data":{"leadId":"lead-d"}');
    await posthorn.events.erasePayload(eventId);
    await expect(posthorn.events.payload(eventId)).rejects.toMatchObject({ status: 404 });
    expect((await posthorn.events.get(eventId)).data).toBeNull();
    await posthorn.webhooks.delete(webhook.id);
  });
});

describe('lists', () => {
  test('fetch page after page until the last', async () => {
    for (let n = 0; n < 5; n++) await posthorn.emit('lead.updated', { leadId: 'lead-pages', n });
    const list = posthorn.events.list({ subject: 'lead-pages', limit: 2 });
    const pages = await collect(list.pages());
    expect(pages.map((page) => page.data.length)).toEqual([2, 2, 1]);
    const all = await collect(list);
    expect(all.map((event) => event.id)).toEqual(pages.flatMap((page) => page.data.map((event) => event.id)));
    const rest = await collect(
      posthorn.events.list({ subject: 'lead-pages', limit: 2, cursor: pages[0]!.nextCursor! }),
    );
    expect(rest).toEqual(all.slice(2));
  });

  test('take times as Date', async () => {
    const future = new Date(Date.now() + 3_600_000);
    expect(await collect(posthorn.events.list({ from: future }))).toEqual([]);
  });
});

describe('tenants', () => {
  test('an admin makes workspaces and keys; a client acts on the workspace that it is told', async () => {
    await posthorn.workspaces.put('acme', { name: 'Acme' });
    expect(await posthorn.workspaces.get('acme')).toMatchObject({ id: 'acme', name: 'Acme' });
    expect((await collect(posthorn.workspaces.list())).map(({ id }) => id)).toContain('acme');

    const acme = new Posthorn({ baseUrl: instance.url, apiKey: instance.adminKey, workspaceId: 'acme' });
    const webhook = await acme.webhooks.create({ url: hookUrl('acme'), events: ['*'] });
    const { id: eventId } = await acme.emit('lead.created', { leadId: 'lead-acme' });
    expect(await acme.events.get(eventId)).toMatchObject({ workspaceId: 'acme' });
    await expect(posthorn.webhooks.get(webhook.id)).rejects.toMatchObject({ status: 404 });

    const created = await posthorn.apiKeys.create({ name: 'producer', role: 'emit' });
    const producer = new Posthorn({ baseUrl: instance.url, apiKey: created.key });
    expect((await producer.emit('lead.created', { leadId: 'x' }, { workspaceId: 'acme' })).deliveries).toBe(
      1,
    );
    const batch = await producer.emitBatch([
      { event: 'lead.created', data: { leadId: 'y' }, workspaceId: 'acme' },
      { event: 'lead.created', data: { leadId: 'z' } },
    ]);
    expect(batch.map((item) => item.ok)).toEqual([true, false]);

    expect((await collect(posthorn.apiKeys.list())).map(({ id }) => id)).toContain(created.id);
    await posthorn.apiKeys.delete(created.id);
    await expect(
      producer.emit('lead.created', { leadId: 'x' }, { workspaceId: 'acme' }),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    await posthorn.workspaces.delete('acme');
  });
});

test('event types tell their schema and an example that can be emitted', async () => {
  const known = await collect(posthorn.eventTypes.list());
  // Posthorn's own are for webhooks to take.
  const types = known.filter(({ group }) => group !== 'Operations');
  expect(types.map(({ name }) => name)).toContain('document.extracted');
  for (const { name, example } of types) {
    expect(await posthorn.eventTypes.get(name)).toMatchObject({ name, schema: { type: 'object' } });
    await expect(posthorn.emit(name, example)).resolves.toBeDefined();
  }
});
