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

const uuidOf = (id: string) => parsePublicId('wh', id);

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
      { workflowStart: 'always' },
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
