import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
let webhookId: string;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
  const { body } = await instance.request('POST', '/webhooks', {
    body: { url: 'http://127.0.0.1:4999/hooks', events: ['lead.*'] },
  });
  webhookId = body.id;
});
afterAll(() => instance.stop());

const emit = (body: object, options: object = {}) =>
  instance.request('POST', '/events', { body, ...options });
const lead = (leadId = 'lead-1', more: object = {}) => ({ event: 'lead.created', data: { leadId, ...more } });
const payloadOf = async (id: string) =>
  (
    await instance.ctx.pool.query<{ payload: Buffer }>(
      `select payload from events where convert_from(payload, 'UTF8') like '{"id":"' || $1 || '"%'`,
      [id],
    )
  ).rows[0]!.payload.toString('utf8');

describe('POST /events', () => {
  it('answers once the event and its deliveries are committed', async () => {
    const { status, body } = await emit(lead());
    expect(status).toBe(202);
    expect(body).toEqual({
      id: expect.stringMatching(/^evt_/),
      event: 'lead.created',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      workspaceId: 'default',
      deliveries: 1,
    });
  });

  it('keeps the bytes of data: big numbers, decimals, order, escapes and unknown fields', async () => {
    const data =
      '{ "z": 12345678901234567890, "leadId":"lead-1", "a":1.0, "e":"\\u0000 \\u00fc", "data":{"n": [1 , 2]} }';
    const { status, body } = await instance.request('POST', '/events', {
      rawBody: `{"data":{"leadId":"first"} , "event":"lead.created",\n "data" : ${data} }`,
    });
    expect(status).toBe(202);
    const { id, event, timestamp, workspaceId } = body;
    const head = JSON.stringify({ id, event, timestamp, workspaceId }).slice(0, -1);
    expect(await payloadOf(id)).toBe(`${head},"data":${data}}`);
    const shown = await instance.request('GET', `/events/${id}`);
    expect(shown.text).toContain(`"data":${data},"deliveries":[`);
    expect(shown.body.subject).toBe('lead-1');
    const payload = await instance.request('GET', `/events/${id}/payload`);
    expect([payload.status, payload.text]).toEqual([200, `${head},"data":${data}}`]);
  });

  it('takes a timestamp with any offset and writes it in UTC with milliseconds', async () => {
    const { body } = await emit({ ...lead(), timestamp: '2026-01-01T01:30:00+02:00' });
    expect(body.timestamp).toBe('2025-12-31T23:30:00.000Z');
    expect((await emit({ ...lead(), timestamp: 'yesterday' })).status).toBe(422);
  });

  it('answers a repeated externalId as the first time, and refuses it for another event', async () => {
    const event = { ...lead(), externalId: 'order_1', timestamp: '2026-01-01T00:00:00Z' };
    const first = await emit(event);
    expect(await emit({ ...event, timestamp: '2026-01-01T01:00:00+01:00' })).toMatchObject({
      status: 202,
      body: first.body,
    });
    for (const other of [
      { ...event, data: { leadId: 'lead-2' } },
      { ...event, event: 'lead.updated' },
      { ...event, subject: 'other' },
      { ...lead(), externalId: 'order_1' },
    ]) {
      const { status, body } = await emit(other);
      expect([status, body.code]).toEqual([409, 'external-id-conflict']);
    }
    const { body } = await instance.request('GET', '/events?externalId=order_1');
    expect(body.data).toMatchObject([{ id: first.body.id, externalId: 'order_1', deliveries: 1 }]);
  });

  it('accepts one of many that come with the same externalId at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => emit({ ...lead(), externalId: 'race' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('takes the subject from data.leadId where that is one, else none', async () => {
    const subjectOf = async (body: object) => {
      const { body: accepted } = await emit(body);
      return (await instance.request('GET', `/events/${accepted.id}`)).body.subject;
    };
    expect(await subjectOf(lead('lead-7'))).toBe('lead-7');
    expect(await subjectOf({ ...lead('lead-7'), subject: 'Größe 😀' })).toBe('Größe 😀');
    expect(await subjectOf(lead('a\nb'))).toBeNull();
    expect(await subjectOf(lead('a\0b'))).toBeNull();
    expect(await subjectOf(lead('x'.repeat(256)))).toBeNull();
    for (const subject of ['', 'x'.repeat(256), 'a\tb', '\ud800']) {
      expect((await emit({ ...lead(), subject })).status, JSON.stringify(subject)).toBe(422);
    }
  });

  it.each([
    [
      'an unknown event type, with the nearest',
      { event: 'lead.craeted', data: {} },
      '/event',
      /lead\.created/,
    ],
    ['the test event', { event: 'webhook.test', data: { message: 'hi' } }, '/event', /./],
    ['data that misses a required field', { event: 'lead.created', data: {} }, '/data/leadId', /required/],
    ['data of a wrong type', { event: 'lead.created', data: { leadId: 1 } }, '/data/leadId', /string/],
    ['data that is no object', { event: 'lead.created', data: [] }, '/data', /./],
    ['an event without data', { event: 'lead.created' }, '/data', /./],
    ['an unknown field of the envelope', { ...lead(), tenant: 'x' }, '/tenant', /./],
    ['a bad externalId', { ...lead(), externalId: 'a.b' }, '/externalId', /./],
  ])('refuses %s', async (_, body, pointer, detail) => {
    const answer = await emit(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ pointer, detail: expect.stringMatching(detail) }]);
  });

  it('refuses what is larger than 256 KiB', async () => {
    const text = JSON.stringify(lead('lead-1', { note: '' }));
    const fill = (bytes: number) => text.replace('"note":""', `"note":"${'x'.repeat(bytes - text.length)}"`);
    expect((await instance.request('POST', '/events', { rawBody: fill(256 * 1024) })).status).toBe(202);
    expect((await instance.request('POST', '/events', { rawBody: fill(256 * 1024 + 1) })).status).toBe(413);
  });

  it('takes data of any depth and with any names', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const data = `{"leadId":"deep","deep":${deep},"__proto__":{"leadId":"evil"},"constructor":1,"toString":null}`;
    const { status, body } = await instance.request('POST', '/events', {
      rawBody: `{"event":"lead.created","data":${data}}`,
    });
    expect(status).toBe(202);
    const shown = await instance.request('GET', `/events/${body.id}`);
    expect(shown.text).toContain(`"subject":"deep"`);
    expect(shown.text).toContain(`"data":${data},`);
    const only = '{"event":"lead.created","data":{"__proto__":{"leadId":"evil"}}}';
    expect((await instance.request('POST', '/events', { rawBody: only })).status).toBe(422);
  });

  it('only checks with validateOnly', async () => {
    const before = await instance.request('GET', '/events?limit=1');
    const { status, body } = await instance.request('POST', '/events?validateOnly=true', { body: lead() });
    expect([status, body]).toEqual([200, { valid: true, deliveries: 1 }]);
    expect(
      (
        await instance.request('POST', '/events?validateOnly=true', {
          body: { event: 'lead.created', data: {} },
        })
      ).status,
    ).toBe(422);
    expect((await instance.request('GET', '/events?limit=1')).body.data).toEqual(before.body.data);
  });

  it('answers a repeated Idempotency-Key with the first answer and accepts nothing twice', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await emit(lead('idem'), { headers });
    const second = await emit(lead('idem'), { headers });
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.text).toBe(first.text);
    expect((await instance.request('GET', '/events?subject=idem')).body.data).toHaveLength(1);
    expect((await emit(lead('other'), { headers })).status).toBe(422);
  });
});

describe('an event of another workspace', () => {
  it('is 404, and is not in any list', async () => {
    await instance.request('PUT', '/workspaces/tenant', { body: { name: 'Tenant' } });
    const headers = { 'x-workspace-id': 'tenant' };
    const { body } = await emit(lead('tenant-lead'), { headers });
    expect(body).toMatchObject({ workspaceId: 'tenant', deliveries: 0 });
    expect((await instance.request('GET', `/events/${body.id}`, { headers })).body.deliveries).toEqual([]);
    expect((await instance.request('GET', `/events/${body.id}`)).status).toBe(404);
    expect((await instance.request('DELETE', `/events/${body.id}/payload`)).status).toBe(404);
    expect((await instance.request('GET', '/events?subject=tenant-lead')).body.data).toEqual([]);
  });

  it('may be named in the body by a key of the instance, and must be by its emit key', async () => {
    const { body: made } = await instance.request('POST', '/api-keys', {
      body: { name: 'producer', role: 'emit' },
    });
    const key: string = made.key;
    expect((await emit({ ...lead(), workspaceId: 'tenant' }, { key })).body.workspaceId).toBe('tenant');
    expect((await emit({ ...lead(), workspaceId: 'nobody' }, { key })).status).toBe(404);
    const { status, body } = await emit(lead(), { key });
    expect([status, body.errors[0].pointer]).toEqual([422, '/workspaceId']);
    expect((await emit({ ...lead(), workspaceId: 'tenant' })).body.workspaceId).toBe('tenant');
  });
});

describe('GET /events', () => {
  it('is newest first, page by page, without data', async () => {
    const emitted: string[] = [];
    for (const n of [1, 2, 3]) emitted.push((await emit(lead('paged', { n }))).body.id);
    const first = await instance.request('GET', '/events?subject=paged&limit=2');
    expect(first.body.data.map((row: { id: string }) => row.id)).toEqual([emitted[2], emitted[1]]);
    expect(first.body.data[0]).toEqual({
      id: emitted[2],
      externalId: null,
      event: 'lead.created',
      subject: 'paged',
      timestamp: expect.any(String),
      workspaceId: 'default',
      test: false,
      deliveries: 1,
    });
    const second = await instance.request(
      'GET',
      `/events?subject=paged&limit=2&cursor=${first.body.nextCursor}`,
    );
    expect(second.body).toMatchObject({ data: [{ id: emitted[0] }], nextCursor: null });
  });

  it('filters by type and by time', async () => {
    await emit({ event: 'lead.updated', data: { leadId: 'timed' } });
    const count = async (query: string) =>
      (await instance.request('GET', `/events?subject=timed&${query}`)).body.data.length;
    const hour = (offset: number) =>
      encodeURIComponent(new Date(Date.now() + offset * 3_600_000).toISOString());
    expect(await count('eventType=lead.updated')).toBe(1);
    expect(await count('eventType=lead.created')).toBe(0);
    expect(await count(`from=${hour(-1)}&to=${hour(1)}`)).toBe(1);
    expect(await count(`from=${hour(1)}`)).toBe(0);
    expect(await count(`to=${hour(-1)}`)).toBe(0);
    expect(await count('from=1900-01-01T00:00:00Z')).toBe(1);
    expect(await count('to=1900-01-01T00:00:00Z')).toBe(0);
    expect((await instance.request('GET', '/events?eventType=lead.craeted')).status).toBe(422);
  });
});

describe('DELETE /events/{id}/payload', () => {
  it('erases what the event carried, cancels what is open and keeps the record', async () => {
    const { body } = await emit(lead('erase-me'));
    const path = `/events/${body.id}`;
    expect((await instance.request('DELETE', `${path}/payload`)).status).toBe(204);
    expect((await instance.request('DELETE', `${path}/payload`)).status).toBe(204);
    const { body: shown } = await instance.request('GET', path);
    expect(shown).toMatchObject({
      id: body.id,
      data: null,
      deliveries: [{ webhookId, status: 'cancelled', reason: 'payload-erased', lastAttempt: null }],
    });
    const retried = await instance.request('POST', `/deliveries/${shown.deliveries[0].id}/retry`);
    expect(retried.status).toBe(409);
  });
});
