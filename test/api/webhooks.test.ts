import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
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

const emit = (event = 'lead.created') =>
  instance.request('POST', '/events', { body: { event, data: { leadId: 'lead-1' } } });

const uuidOf = (id: string) => parsePublicId('wh', id);

/** What only the engine does. */
const disable = (id: string) =>
  instance.ctx.pool.query(`update webhooks set status = 'disabled', status_reason = 'test' where id = $1`, [
    uuidOf(id),
  ]);

describe('POST /webhooks', () => {
  it('answers the whole webhook with its secret', async () => {
    const { status, headers, body } = await create({
      description: 'CRM sync',
      headers: { 'X-Team': 'blue' },
    });
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/api/v1/webhooks/${body.id}`);
    expect(body).toEqual({
      id: expect.stringMatching(/^wh_[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
      url: 'http://127.0.0.1:4999/hooks',
      events: ['lead.created'],
      description: 'CRM sync',
      status: 'enabled',
      statusReason: null,
      retryPolicy: {
        initialIntervalSeconds: 60,
        backoffCoefficient: 2,
        maximumAttempts: 3,
        maximumIntervalSeconds: null,
        jitterFraction: 0,
      },
      timeoutMs: 5000,
      successStatus: '2xx',
      headers: ['x-team'],
      rateLimitPerSecond: null,
      maxConcurrency: 20,
      workflowStart: null,
      heldDeliveries: 0,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: body.createdAt,
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    });
    const shown = await instance.request('GET', `/webhooks/${body.id}`);
    const { secret: _, ...rest } = body;
    expect(shown.body).toEqual(rest);
  });

  it('warns of a URL that is already there', async () => {
    const url = 'http://127.0.0.1:4999/twice';
    expect((await create({ url })).body).not.toHaveProperty('warnings');
    expect((await create({ url })).body.warnings).toEqual(['duplicate-url']);
  });

  it('reads a retry policy back whole in numbers, and as given otherwise', async () => {
    const numbers = await create({ retryPolicy: { maximumAttempts: 4 } });
    expect(numbers.body.retryPolicy).toEqual({
      initialIntervalSeconds: 60,
      backoffCoefficient: 2,
      maximumAttempts: 4,
      maximumIntervalSeconds: null,
      jitterFraction: 0,
    });
    for (const retryPolicy of [{ delaysSeconds: [60, 120] }, { delaysSeconds: [] }, 'standard-webhooks']) {
      expect((await create({ retryPolicy })).body.retryPolicy).toEqual(retryPolicy);
    }
  });

  it('takes a secret along, and refuses one that is too short or not base64', async () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    expect((await create({ secret })).body.secret).toBe(secret);
    for (const bad of [`whsec_${Buffer.alloc(23).toString('base64')}`, 'whsec_%%%', 'c2VjcmV0']) {
      const { status, body } = await create({ secret: bad });
      expect([status, body.errors[0].pointer]).toEqual([422, '/secret']);
      expect(JSON.stringify(body)).not.toContain(bad);
    }
  });

  it.each([
    ['an empty list of events', { events: [] }, '/events'],
    ['an event twice', { events: ['lead.created', 'lead.created'] }, '/events'],
    ['an unknown event', { events: ['lead.craeted'] }, '/events/0'],
    ['the test event', { events: ['webhook.test'] }, '/events/0'],
    ['a pattern that matches none', { events: ['*', 'leads.*'] }, '/events/1'],
    ['a forbidden header', { headers: { 'Content-Type': 'text/plain' } }, '/headers/Content-Type'],
    ['a header of ours', { headers: { 'webhook-id': '1' } }, '/headers/webhook-id'],
    ['a header that breaks lines', { headers: { 'x-a': 'a\r\nb: c' } }, '/headers/x-a'],
    ['a header given twice', { headers: { 'x-a': '1', 'X-A': '2' } }, '/headers/X-A'],
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['a short timeout', { timeoutMs: 999 }, '/timeoutMs'],
    ['a forbidden address', { url: 'http://10.0.0.1/hooks' }, '/url'],
    ['another scheme', { url: 'ftp://example.com/' }, '/url'],
    ['too many at once', { maxConcurrency: 1001 }, '/maxConcurrency'],
    ['a U+0000', { description: 'a\0b' }, '/description'],
  ])('refuses %s', async (_, body, pointer) => {
    const answer = await create(body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'invalid-input',
      errors: [expect.objectContaining({ pointer })],
    });
  });

  it('names the nearest event type', async () => {
    const { body } = await create({ events: ['lead.craeted'] });
    expect(body.errors[0].detail).toContain('lead.created');
  });

  it('stores header values and secrets sealed', async () => {
    const value = 'a-very-secret-value';
    const { body } = await create({ headers: { 'x-api-key': value } });
    expect(JSON.stringify(body)).not.toContain(value);
    const { rows } = await instance.ctx.pool.query('select * from webhooks where id = $1', [uuidOf(body.id)]);
    expect(JSON.stringify(rows) + rows[0].headers.toString('latin1')).not.toContain(value);
    const secrets = await instance.ctx.pool.query('select sealed from secrets where webhook_id = $1', [
      uuidOf(body.id),
    ]);
    const key = Buffer.from(body.secret.slice('whsec_'.length), 'base64');
    expect(secrets.rows[0].sealed.includes(key)).toBe(false);
  });
});

describe('PATCH /webhooks/{id}', () => {
  it('keeps what is absent and clears what is null', async () => {
    const { body: created } = await create({
      description: 'one',
      timeoutMs: 9000,
      headers: { 'x-a': '1' },
      rateLimitPerSecond: 5,
      maxConcurrency: 3,
      retryPolicy: 'standard-webhooks',
    });
    const path = `/webhooks/${created.id}`;
    const { body: before } = await instance.request('GET', path);
    const kept = await instance.request('PATCH', path, { body: { description: 'two' } });
    expect(kept.body).toEqual({ ...before, description: 'two', updatedAt: kept.body.updatedAt });
    const cleared = await instance.request('PATCH', path, {
      body: {
        description: null,
        timeoutMs: null,
        headers: null,
        rateLimitPerSecond: null,
        maxConcurrency: null,
        retryPolicy: null,
      },
    });
    expect(cleared.body).toMatchObject({
      description: null,
      timeoutMs: 5000,
      headers: [],
      rateLimitPerSecond: null,
      maxConcurrency: 20,
      retryPolicy: { maximumAttempts: 3 },
    });
  });

  it('loses no field when several change at the same time', async () => {
    const { body } = await create();
    const changes = [
      { description: 'new' },
      { timeoutMs: 7000 },
      { maxConcurrency: 7 },
      { rateLimitPerSecond: 7 },
      { successStatus: '200' },
      { workflowStart: 'auto' },
    ];
    await Promise.all(
      changes.map((change) => instance.request('PATCH', `/webhooks/${body.id}`, { body: change })),
    );
    const { body: after } = await instance.request('GET', `/webhooks/${body.id}`);
    expect(after).toMatchObject(Object.assign({}, ...changes));
  });

  it('changes what is sent to it from then on', async () => {
    await instance.request('PUT', '/workspaces/patched', { body: { name: 'Patched' } });
    const headers = { 'x-workspace-id': 'patched' };
    const { body } = await create({ events: ['lead.created'] }, { headers });
    const patch = { body: { events: ['lead.*', 'document.received'] }, headers };
    expect((await instance.request('PATCH', `/webhooks/${body.id}`, patch)).status).toBe(200);
    const matches = async (event: string, data: object) =>
      (await instance.request('POST', '/events?validateOnly=true', { body: { event, data }, headers })).body
        .deliveries;
    expect(await matches('lead.updated', { leadId: '1' })).toBe(1);
    expect(await matches('lead.created', { leadId: '1' })).toBe(1);
    await instance.request('PATCH', `/webhooks/${body.id}`, { body: { events: ['document.*'] }, headers });
    expect(await matches('lead.created', { leadId: '1' })).toBe(0);
  });

  it('leaves one whole set of subscriptions when events change at the same time', async () => {
    const { body } = await create();
    const sets = [['lead.*'], ['document.*', 'lead.created'], ['*'], ['action_log.failed', 'lead.updated']];
    await Promise.all(
      [...sets, ...sets].map((events) =>
        instance.request('PATCH', `/webhooks/${body.id}`, { body: { events } }),
      ),
    );
    const { body: after } = await instance.request('GET', `/webhooks/${body.id}`);
    const { rows } = await instance.ctx.pool.query(
      'select pattern from subscriptions where webhook_id = $1',
      [uuidOf(body.id)],
    );
    expect(new Set(rows.map(({ pattern }) => pattern))).toEqual(new Set(after.events));
  });

  it('refuses to clear the URL or the events, and to set the secret or the status', async () => {
    const { body } = await create();
    for (const change of [
      { url: null },
      { events: null },
      { events: [] },
      { secret: 'whsec_x' },
      { status: 'paused' },
    ]) {
      const { status } = await instance.request('PATCH', `/webhooks/${body.id}`, { body: change });
      expect(status, JSON.stringify(change)).toBe(422);
    }
  });
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

describe('the states of a webhook', () => {
  let id: string;
  const act = (action: string, body?: object) =>
    instance.request('POST', `/webhooks/${id}/${action}`, body === undefined ? {} : { body });

  beforeAll(async () => {
    id = (await create({ events: ['lead.completed'] })).body.id;
  });

  it('pauses, holds and resumes', async () => {
    expect((await act('pause')).body.status).toBe('paused');
    expect((await act('pause')).status).toBe(200);
    await emit('lead.completed');
    expect((await instance.request('GET', `/webhooks/${id}`)).body.heldDeliveries).toBe(1);
    const { body } = await instance.request('GET', `/deliveries?webhookId=${id}&status=held`);
    expect(body.data).toHaveLength(1);
    expect((await act('enable')).status).toBe(409);
    expect((await act('resume')).body).toMatchObject({ status: 'enabled', heldDeliveries: 0 });
    expect((await act('resume', { held: 'discard' })).body.status).toBe('enabled');
    const { body: after } = await instance.request('GET', `/deliveries?webhookId=${id}`);
    expect(after.data[0].status).toBe('queued');
  });

  it('discards what was held when asked to', async () => {
    await act('pause');
    await emit('lead.completed');
    expect((await act('resume', { held: 'discard' })).body).toMatchObject({
      status: 'enabled',
      heldDeliveries: 0,
    });
    const { body } = await instance.request('GET', `/deliveries?webhookId=${id}`);
    expect(body.data.map((delivery: { status: string }) => delivery.status)).toEqual([
      'cancelled',
      'cancelled',
    ]);
    expect(body.data[0]).toMatchObject({ reason: 'discarded', nextAttemptAt: null });
    expect(body.data[0].finishedAt).not.toBeNull();
  });

  it('enables what the system disabled, which pausing and resuming do not touch', async () => {
    await disable(id);
    expect((await act('pause')).body).toMatchObject({ status: 'disabled', statusReason: 'test' });
    expect((await act('resume')).status).toBe(409);
    expect((await act('enable')).body).toMatchObject({ status: 'enabled', statusReason: null });
    expect((await act('enable')).status).toBe(200);
  });

  it('refuses another word for what is held', async () => {
    expect((await act('resume', { held: 'burn' })).status).toBe(422);
  });
});

describe('DELETE /webhooks/{id}', () => {
  it('cancels what is open, forgets the webhook and keeps its history', async () => {
    const { body } = await create({ events: ['document.received'] });
    const event = await instance.request('POST', '/events', {
      body: {
        event: 'document.received',
        data: { id: '1', filename: 'a.pdf', leadId: 'lead-1', signedUrl: 'https://files.example.com/a' },
      },
    });
    expect(event.body.deliveries).toBeGreaterThanOrEqual(1);
    const deleted = await instance.request('DELETE', `/webhooks/${body.id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
      ['POST', '/enable'],
      ['POST', '/test'],
      ['GET', '/secret'],
      ['POST', '/secret/rotate'],
    ] as const) {
      const { status } = await instance.request(method, `/webhooks/${body.id}${path}`);
      expect(status, `${method} ${path}`).toBe(404);
    }
    const { body: history } = await instance.request('GET', `/deliveries?webhookId=${body.id}`);
    expect(history.data).toMatchObject([
      { status: 'cancelled', reason: 'webhook-deleted', webhookId: body.id },
    ]);
    const delivery = await instance.request('GET', `/deliveries/${history.data[0].id}`);
    expect(delivery.body).toMatchObject({ status: 'cancelled', workflow: { unavailable: 'not-started' } });
    expect((await instance.request('POST', `/deliveries/${history.data[0].id}/retry`)).status).toBe(409);
    const again = await instance.request('GET', `/webhooks?eventType=document.received`);
    expect(again.body.data.map((webhook: { id: string }) => webhook.id)).not.toContain(body.id);
  });
});
