import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId } from '../../src/ids.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';
import { openStream, type ReadEvent, type ReadStream } from '../support/event-stream.js';
import { createWebhook, emit } from '../support/flows.js';
import { until } from '../support/until.js';

let scene: EngineScene;
const open: ReadStream[] = [];
beforeAll(async () => {
  scene = await startEngineScene({ maxConcurrency: 1000 });
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});
afterAll(() => scene.stop());

/** Open, and told where it stands. */
async function listen(options: Parameters<typeof openStream>[1] = {}): Promise<ReadStream> {
  const stream = await openStream(scene.instance, options);
  open.push(stream);
  expect(stream.status).toBe(200);
  await until(async () => stream.lastEventId() || undefined);
  return stream;
}

const statuses = (events: readonly ReadEvent[], deliveryId: string) =>
  events.filter(({ data }) => data.id === deliveryId).map(({ data }) => data.status);

const is = (id: string, status: string) => (event: ReadEvent) =>
  event.data.id === id && event.data.status === status;

describe('GET /stream', () => {
  it('tells each change of a delivery once and in order, as the lists show it', async () => {
    const stream = await listen();
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    const job = await scene.claimNew();
    const id = toPublicId('dlv', job.deliveryId);
    await scene.record(job, 'retry');
    const retrying = await stream.waitFor(is(id, 'retrying'));
    expect(retrying).toEqual({
      id: expect.stringMatching(/^\d+-\d+$/),
      name: 'delivery',
      data: (await scene.instance.request('GET', `/deliveries?eventId=${retrying.data.eventId}`)).body
        .data[0],
    });
    await scene.pool.query('update queue set due_at = now() where delivery_id = $1', [job.deliveryId]);
    await scene.instance.request('POST', `/deliveries/${id}/cancel`);
    await stream.waitFor(is(id, 'cancelled'));
    expect(statuses(stream.events, id)).toEqual(['queued', 'retrying', 'cancelled']);
    expect(new Set(stream.events.map((event) => event.id)).size).toBe(stream.events.length);
  });

  it('tells when a webhook is paused, enabled and deleted, and not when something else of it changes', async () => {
    const { id } = await createWebhook(scene.instance, {
      url: 'http://127.0.0.1:4010/w',
      events: ['document.received'],
    });
    const stream = await listen({ query: `?webhookId=${id}` });
    await scene.instance.request('POST', `/webhooks/${id}/pause`);
    await scene.instance.request('PATCH', `/webhooks/${id}`, { body: { description: 'new' } });
    await scene.instance.request('POST', `/webhooks/${id}/resume`);
    await scene.instance.request('DELETE', `/webhooks/${id}`);
    await stream.waitFor(is(id, 'deleted'));
    expect(stream.events.map(({ name, data }) => [name, data])).toEqual(
      ['paused', 'enabled', 'deleted'].map((status) => ['webhook', { id, status }]),
    );
  });

  it('begins with what comes, and tells of one webhook only where that was asked', async () => {
    await scene.accept();
    const { id } = await createWebhook(scene.instance, {
      url: 'http://127.0.0.1:4010/other',
      events: ['lead.created'],
    });
    const [all, one] = [await listen(), await listen({ query: `?webhookId=${id}` })];
    const { id: eventId } = await emit(scene.instance, 'lead.created', '{"leadId":"L"}');
    await until(async () => (all.events.length === 2 && one.events.length > 0 ? true : undefined));
    expect(new Set(all.events.map(({ data }) => data.eventId))).toEqual(new Set([eventId]));
    expect(one.events.map(({ data }) => data.webhookId)).toEqual([id]);
  });

  it('is of the workspace that the query names, as an EventSource has to say it', async () => {
    const { request } = scene.instance;
    await request('PUT', '/workspaces/other', { body: { name: 'Other' } });
    const webhook = { url: 'http://127.0.0.1:4010/w', events: ['lead.created'] };
    const headers = { 'x-workspace-id': 'other' };
    const { body } = await request('POST', '/webhooks', { body: webhook, headers });
    const stream = await listen({ query: '?workspaceId=other' });
    await request('POST', `/webhooks/${body.id}/pause`, { headers });
    await stream.waitFor(is(body.id, 'paused'));
    const both = await request('GET', '/stream?workspaceId=other', {
      headers: { 'x-workspace-id': 'default' },
    });
    expect(both.status).toBe(422);
  });

  it('answers a HEAD with its headers alone', async () => {
    const answer = await scene.instance.request('HEAD', '/stream');
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(answer.headers['content-type']).toMatch('text/event-stream');
  });
});
