import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
  await instance.request('POST', '/webhooks', {
    body: { url: 'http://127.0.0.1:4999/hooks', events: ['lead.*'] },
  });
});
afterAll(() => instance.stop());

const batch = (events: unknown[], options: object = {}) =>
  instance.request('POST', '/events/batch', { body: { events }, ...options });
const lead = (leadId = 'lead-1') => ({ event: 'lead.created', data: { leadId } });

describe('POST /events/batch', () => {
  it('answers each item in order, and a bad one blocks none', async () => {
    const { status, body } = await batch([
      lead('a'),
      { event: 'lead.craeted', data: {} },
      'not an event',
      { event: 'lead.updated', data: { leadId: 'b' } },
      { ...lead('c'), workspaceId: 'nobody' },
      {
        event: 'document.received',
        data: { id: '1', filename: 'f', leadId: 'l', signedUrl: 'https://example.com/' },
      },
    ]);
    expect(status).toBe(202);
    const refused = (problemStatus: number, code: string) => ({
      status: problemStatus,
      problem: expect.objectContaining({ status: problemStatus, code }),
    });
    const accepted = (deliveries: number) => ({
      status: 202,
      id: expect.stringMatching(/^evt_/),
      deliveries,
    });
    expect(body.data).toEqual([
      accepted(1),
      refused(422, 'invalid-input'),
      refused(422, 'invalid-input'),
      accepted(1),
      refused(404, 'not-found'),
      accepted(0),
    ]);
    expect(body.data[1].problem.errors[0]).toMatchObject({ pointer: '/event' });
    const shown = await instance.request('GET', `/events/${body.data[3].id}`);
    expect(shown.body).toMatchObject({ event: 'lead.updated', data: { leadId: 'b' } });
  });

  it("keeps each item's bytes", async () => {
    const data = ['{"leadId":"x","n":1.0}', '{ "n":12345678901234567890 , "leadId":"y" }'];
    const events = data.map((raw) => `{"event":"lead.created","data":${raw}}`);
    const { body } = await instance.request('POST', '/events/batch', {
      rawBody: `{"events":[ ${events.join(' ,\n')} ]}`,
    });
    for (const [index, raw] of data.entries()) {
      const { text } = await instance.request('GET', `/events/${body.data[index].id}`);
      expect(text).toContain(`"data":${raw},`);
    }
  });

  it('answers a repeated externalId as the first time, also within one batch', async () => {
    const event = { ...lead('twice'), externalId: 'twice' };
    const { body } = await batch([event, event, { ...event, subject: 'other' }]);
    expect(body.data[1]).toEqual(body.data[0]);
    expect(body.data[2]).toMatchObject({ status: 409, problem: { code: 'external-id-conflict' } });
    expect((await batch([event])).body.data).toEqual([body.data[0]]);
    expect((await instance.request('GET', '/events?subject=twice')).body.data).toHaveLength(1);
  });

  it('takes 1 to 500 events', async () => {
    expect((await batch([])).status).toBe(422);
    expect((await batch(Array.from({ length: 501 }, () => lead()))).status).toBe(422);
    const { status, body } = await batch(Array.from({ length: 500 }, (_, n) => lead(`many-${n}`)));
    expect(status).toBe(202);
    expect(new Set(body.data.map((item: { id: string }) => item.id)).size).toBe(500);
  });

  it('refuses an item over 256 KiB on its own, and a batch over 5 MiB whole', async () => {
    const large = (bytes: number) => ({
      event: 'lead.created',
      data: { leadId: 'large', note: 'x'.repeat(bytes) },
    });
    const { body } = await batch([large(256 * 1024), lead()]);
    expect(body.data).toMatchObject([{ status: 413, problem: { code: 'too-large' } }, { status: 202 }]);
    expect((await batch(Array.from({ length: 25 }, () => large(220 * 1024)))).status).toBe(413);
  });

  it('judges the workspace of each item by the key', async () => {
    await instance.request('PUT', '/workspaces/tenant', { body: { name: 'Tenant' } });
    const headers = { 'x-workspace-id': 'tenant' };
    const own = await instance.request('POST', '/api-keys', {
      body: { name: 'own', role: 'emit', workspaceId: 'tenant' },
      headers,
    });
    const items = [lead(), { ...lead(), workspaceId: 'tenant' }, { ...lead(), workspaceId: 'default' }];
    const statuses = async (key: string) =>
      (await batch(items, { key })).body.data.map((item: { status: number }) => item.status);
    expect(await statuses(own.body.key)).toEqual([202, 202, 403]);
    const instanceKey = await instance.request('POST', '/api-keys', { body: { name: 'all', role: 'emit' } });
    expect(await statuses(instanceKey.body.key)).toEqual([422, 202, 202]);
    const { body } = await instance.request('GET', '/events', { headers });
    expect(body.data).toHaveLength(3);
  });
});
