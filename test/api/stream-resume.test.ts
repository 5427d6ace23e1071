import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/ids.js';
import { startServer } from '../../src/server.js';
import { openStream, type ReadStream } from '../support/event-stream.js';
import { createWebhook, emit } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { until } from '../support/until.js';

let instance: Instance;
const open: ReadStream[] = [];
beforeAll(async () => {
  instance = await startInstance({ worker: false });
  await createWebhook(instance, { url: 'http://127.0.0.1:4010/', events: ['lead.created'] });
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});
afterAll(() => instance.stop());

async function listen(at: Instance, options: Parameters<typeof openStream>[1] = {}): Promise<ReadStream> {
  const stream = await openStream(at, options);
  open.push(stream);
  expect(stream.status).toBe(200);
  await until(async () => stream.lastEventId() || undefined);
  return stream;
}

const emitLead = async (): Promise<string> => (await emit(instance, 'lead.created', '{"leadId":"L"}')).id;

const eventIds = ({ events }: ReadStream) => events.map(({ data }) => data.eventId as string);

/** Another process of the same installation. */
async function anotherServer() {
  const server = await startServer(instance.ctx);
  return { ...server, at: { ...instance, url: `http://127.0.0.1:${server.port}` } };
}

describe('a stream that was cut off', () => {
  it('goes on after its last event when the server comes back, with none lost and none twice', async () => {
    const first = await anotherServer();
    const sent: string[] = [];
    const seen: string[] = [];
    let lastEventId: string | undefined;
    let server = first;
    for (let round = 0; round < 3; round++) {
      const stream = await listen(server.at, lastEventId === undefined ? {} : { lastEventId });
      for (let i = 0; i < 5; i++) sent.push(await emitLead());
      // The server goes while some are told and some are not.
      await until(async () => (stream.events.length > 0 ? true : undefined));
      const emitting = Promise.all([emitLead(), emitLead()]);
      server.setDraining();
      await until(async () => stream.isEnded() || undefined);
      await server.close();
      sent.push(...(await emitting), await emitLead());
      seen.push(...eventIds(stream));
      lastEventId = stream.lastEventId();
      server = await anotherServer();
    }
    const last = await listen(server.at, { lastEventId: lastEventId! });
    await until(async () => (seen.length + last.events.length >= sent.length ? true : undefined));
    expect([...seen, ...eventIds(last)].toSorted()).toEqual(sent.toSorted());
    last.close();
    await server.close();
  }, 90_000);

  it('loses nothing although it was told nothing yet', async () => {
    const stream = await listen(instance);
    const lastEventId = stream.lastEventId();
    stream.close();
    const id = await emitLead();
    const resumed = await listen(instance, { query: `?lastEventId=${encodeURIComponent(lastEventId)}` });
    await until(async () => (resumed.events.length > 0 ? true : undefined));
    expect(eventIds(resumed)).toEqual([id]);
  });

  it('catches up with more than it is told at once', async () => {
    const stream = await listen(instance);
    const lastEventId = stream.lastEventId();
    stream.close();
    await instance.ctx.pool.query(
      `insert into changes (workspace_id, webhook_id, status) select 'default', $1, 'paused' from generate_series(1, 1200)`,
      [newUuid()],
    );
    const resumed = await listen(instance, { lastEventId });
    await until(async () => (resumed.events.length >= 1200 ? true : undefined));
    expect(new Set(resumed.events.map(({ id }) => id)).size).toBe(1200);
  });

  it.each(['1-1', 'no position', '999999999999-5', '1-0@1700000000'])(
    'is told to read the lists anew where nobody knows what came since: %s',
    async (lastEventId) => {
      const stream = await listen(instance, { lastEventId });
      await until(async () => (stream.events.length > 0 ? true : undefined));
      expect(stream.events[0]).toMatchObject({ name: 'reset', data: {} });
      const id = await emitLead();
      await until(async () => (stream.events.length > 1 ? true : undefined));
      expect(stream.events[1]).toMatchObject({ name: 'delivery', data: { eventId: id } });
    },
  );

  it('is told so when a day has passed', async () => {
    const stream = await listen(instance);
    await emitLead();
    await until(async () => (stream.events.length > 0 ? true : undefined));
    const lastEventId = stream.lastEventId();
    stream.close();
    // No earlier than yesterday, before which there are no partitions.
    await instance.ctx.pool.query(
      `update changes set at = greatest(at - interval '25 hours', date_trunc('day', now(), 'UTC') - interval '1 day')`,
    );
    const resumed = await listen(instance, { lastEventId });
    await until(async () => (resumed.events.length > 0 ? true : undefined));
    expect(resumed.events[0]?.name).toBe('reset');
  });
});

describe('who may listen', () => {
  it('hears nothing of another workspace', async () => {
    await instance.request('PUT', '/workspaces/other', { body: { name: 'Other' } });
    const { body } = await instance.request('POST', '/api-keys', {
      body: { name: 'reader', role: 'read', workspaceId: 'other' },
    });
    const other = await listen(instance, { key: body.key });
    const own = await listen(instance);
    await emitLead();
    await until(async () => (own.events.length > 0 ? true : undefined));
    await createWebhook(instance, { url: 'http://127.0.0.1:4010/', events: ['lead.created'] }).then(
      ({ id }) => instance.request('DELETE', `/webhooks/${id}`),
    );
    await until(async () => (own.events.some(({ name }) => name === 'webhook') ? true : undefined));
    expect(other.events).toEqual([]);
    const webhook = await createWebhook(instance, {
      url: 'http://127.0.0.1:4010/',
      events: ['lead.updated'],
    });
    expect((await openStream(instance, { key: body.key, query: `?webhookId=${webhook.id}` })).status).toBe(
      404,
    );
  });

  it('needs a key that may read, and a known parameter', async () => {
    const { body } = await instance.request('POST', '/api-keys', { body: { name: 'emitter', role: 'emit' } });
    expect((await openStream(instance, { key: body.key })).status).toBe(403);
    expect((await openStream(instance, { key: 'unknown' })).status).toBe(401);
    expect((await openStream(instance, { query: '?event=x' })).status).toBe(422);
  });

  it('may open fifty streams at once, and another when one of them is closed', async () => {
    for (let i = 0; i < 50; i++)
      open.push(await openStream(instance, { headers: { 'x-workspace-id': 'other' } }));
    const refused = await openStream(instance, { headers: { 'x-workspace-id': 'other' } });
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('10');
    open.pop()!.close();
    await until(async () => {
      const stream = await openStream(instance, { headers: { 'x-workspace-id': 'other' } });
      open.push(stream);
      return stream.status === 200 || undefined;
    });
  });
});
