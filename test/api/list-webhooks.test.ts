import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

const create = async (body: object = {}, options: object = {}) =>
  instance.request('POST', '/webhooks', {
    body: { url: 'http://127.0.0.1:4999/hooks', events: ['lead.created'], ...body },
    ...options,
  });

describe('GET /webhooks', () => {
  const headers = { 'x-workspace-id': 'listing' };
  const ids: string[] = [];
  const list = async (query: string) => instance.request('GET', `/webhooks${query}`, { headers });

  beforeAll(async () => {
    await instance.request('PUT', '/workspaces/listing', { body: { name: 'Listing' } });
    for (const events of [['lead.created'], ['lead.*'], ['*'], ['document.received']]) {
      ids.push((await create({ events }, { headers })).body.id);
    }
    await instance.request('POST', `/webhooks/${ids[1]}/pause`, { headers });
  });

  it('is newest first, page by page', async () => {
    const first = await list('?limit=3');
    expect(first.body.data.map((webhook: { id: string }) => webhook.id)).toEqual(
      [...ids].reverse().slice(0, 3),
    );
    const second = await list(`?limit=3&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ data: [{ id: ids[0] }], nextCursor: null });
  });

  it('filters by status, and by an event type that wildcards take too', async () => {
    const idsOf = async (query: string) =>
      (await list(query)).body.data.map((webhook: { id: string }) => ids.indexOf(webhook.id)).sort();
    expect(await idsOf('?status=paused')).toEqual([1]);
    expect(await idsOf('?eventType=lead.created')).toEqual([0, 1, 2]);
    expect(await idsOf('?eventType=document.received&status=enabled')).toEqual([2, 3]);
    expect((await list('?eventType=lead.craeted')).status).toBe(422);
    expect((await list('?status=broken')).status).toBe(422);
  });

  it('refuses a limit out of range, and a cursor of another list', async () => {
    for (const query of ['?limit=0', '?limit=251', '?cursor=abc'])
      expect((await list(query)).status, query).toBe(422);
    const { nextCursor } = (await list('?limit=1')).body;
    expect((await list(`?status=enabled&cursor=${nextCursor}`)).status).toBe(422);
    expect((await instance.request('GET', `/webhooks?cursor=${nextCursor}`)).status).toBe(422);
  });
});
