import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
import { inTransaction } from '../../src/store/db.js';
import { replayPage } from '../../src/store/replay-page.js';
import { createWebhook, emit } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
let webhookId: string;
const startedAt = new Date(Date.now() - 60_000).toISOString();

// No worker: nothing is sent, and no page is queued but by the test.
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());
beforeEach(async () => {
  await instance.ctx.pool.query('truncate queue, deliveries, events, replays');
  await instance.ctx.pool.query('update webhooks set deleted_at = now()');
  await instance.ctx.pool.query('delete from subscriptions');
  ({ id: webhookId } = await createWebhook(instance, {
    url: 'http://127.0.0.1:4010/',
    events: ['lead.*'],
  }));
});

const post = (path: string, body?: object) =>
  instance.request('POST', path, body === undefined ? {} : { body });

const replay = (body: object = {}) => post(`/webhooks/${webhookId}/replay`, { since: startedAt, ...body });

const count = async (body: object = {}): Promise<number> => {
  const answer = await replay({ dryRun: true, ...body });
  expect(answer.status, answer.text).toBe(200);
  return answer.body.count;
};

async function emitLeads(n: number, type = 'lead.created'): Promise<string[]> {
  const ids: string[] = [];
  const data = JSON.stringify(instance.ctx.eventTypes.find(type)!.example);
  for (let i = 0; i < n; i++) ids.push((await emit(instance, type, data)).id);
  return ids;
}

/** As if each had ended so. */
async function finish(status: 'failed' | 'delivered' | 'cancelled', limit = 1_000): Promise<void> {
  await instance.ctx.pool.query(
    `with done as (delete from queue where delivery_id in (select delivery_id from queue order by 1 limit $2) returning delivery_id)
     update deliveries set status = $1, finished_at = now() from done where id = done.delivery_id`,
    [status, limit],
  );
}

/** Without a webhook that takes them. */
async function missEvents(n: number, type = 'lead.created'): Promise<void> {
  const { rows } = await instance.ctx.pool.query('delete from subscriptions returning *');
  await emitLeads(n, type);
  for (const { workspace_id, pattern, webhook_id } of rows)
    await instance.ctx.pool.query('insert into subscriptions values ($1, $2, $3)', [
      workspace_id,
      pattern,
      webhook_id,
    ]);
}

const takePage = (id: string) =>
  inTransaction(instance.ctx.pool, (db) =>
    replayPage(db, parsePublicId('rpl', id)!, (patterns) => instance.ctx.eventTypes.takenBy(patterns)),
  );

const queued = async () =>
  (
    await instance.ctx.pool.query<{ run: number; trigger: string }>(
      'select run, trigger from queue order by delivery_id',
    )
  ).rows;

describe('a replay', () => {
  it('counts first, and then sends what failed, each in a new run', async () => {
    await emitLeads(4);
    await finish('failed', 3);
    await finish('delivered');
    expect(await count()).toBe(3);
    expect(await queued()).toEqual([]);
    const started = await replay();
    expect(started.status).toBe(202);
    expect(started.body).toEqual({
      id: expect.stringMatching(/^rpl_/),
      webhookId,
      include: 'failed',
      since: startedAt,
      until: expect.any(String),
      eventTypes: null,
      status: 'running',
      reason: null,
      total: 3,
      sent: 0,
      createdAt: expect.any(String),
      finishedAt: null,
    });
    expect(await takePage(started.body.id)).toBe('completed');
    expect(await queued()).toEqual([1, 2, 3].map(() => ({ run: 2, trigger: 'replay' })));
    const { body } = await instance.request('GET', `/replays/${started.body.id}`);
    expect(body).toMatchObject({ status: 'completed', sent: 3, finishedAt: expect.any(String) });
    const { body: list } = await instance.request('GET', `/webhooks/${webhookId}/replays`);
    expect(list).toEqual({ data: [body], nextCursor: null });
  });

  it('sends the events that the webhook takes and never had', async () => {
    await missEvents(2);
    await missEvents(1, 'document.received');
    await emitLeads(1);
    expect(await count({ include: 'missing' })).toBe(2);
    const { body } = await replay({ include: 'missing' });
    expect(await takePage(body.id)).toBe('completed');
    expect(await queued()).toEqual([
      { run: 1, trigger: 'replay' },
      { run: 1, trigger: 'replay' },
      { run: 1, trigger: 'schedule' },
    ]);
    expect(await count({ include: 'missing' })).toBe(0);
  });

  it('of all sends also what was delivered, but neither what is open nor what was cancelled', async () => {
    await emitLeads(3);
    await finish('delivered', 1);
    await finish('failed', 1);
    await finish('cancelled');
    await missEvents(1);
    await emitLeads(1);
    expect(await count({ include: 'all' })).toBe(3);
    const { body } = await replay({ include: 'all' });
    expect(await takePage(body.id)).toBe('completed');
    expect((await queued()).map(({ trigger }) => trigger).toSorted()).toEqual([
      'replay',
      'replay',
      'replay',
      'schedule',
    ]);
  });

  it('is bounded by time and by type, and leaves tests and erased payloads out', async () => {
    const [erased] = await emitLeads(2);
    await emitLeads(1, 'lead.updated');
    await finish('failed');
    await post(`/webhooks/${webhookId}/test`);
    await finish('failed');
    expect(await count()).toBe(3);
    expect(await count({ eventTypes: ['lead.updated'] })).toBe(1);
    expect(await count({ include: 'all', eventTypes: ['lead.updated'] })).toBe(1);
    expect(await count({ until: startedAt, since: '2020-01-01T00:00:00Z' })).toBe(0);
    await instance.request('DELETE', `/events/${erased}/payload`);
    expect(await count()).toBe(2);
    const { body } = await replay();
    await takePage(body.id);
    expect(await queued()).toHaveLength(2);
  });

  it('queues none twice when its pages are taken by many at once, and waits while enough is waiting', async () => {
    await missEvents(1);
    await instance.ctx.pool.query(
      `insert into events (id, workspace_id, type, occurred_at, payload, matched)
       select posthorn_new_uuid(), 'default', 'lead.created', now(), '{}', false from generate_series(1, 700)`,
    );
    const { body } = await replay({ include: 'missing' });
    expect(body.total).toBe(701);
    for (let round = 0; round < 20; round++) {
      const steps = await Promise.all([takePage(body.id), takePage(body.id), takePage(body.id)]);
      if (steps.includes('completed')) break;
      expect(steps).toContain('wait');
      expect((await queued()).length).toBeLessThan(400);
      await finish('delivered');
    }
    const { rows } = await instance.ctx.pool.query<{ run: number }>('select run from deliveries');
    expect((await instance.request('GET', '/events?matched=false')).body.data).toEqual([]);
    expect(rows).toHaveLength(701);
    expect(new Set(rows.map(({ run }) => run))).toEqual(new Set([1]));
    expect((await instance.request('GET', `/replays/${body.id}`)).body).toMatchObject({
      status: 'completed',
      sent: 701,
    });
  });

  it('is refused while another of the webhook runs, and can be cancelled once', async () => {
    await emitLeads(1);
    await finish('failed');
    const { body } = await replay();
    expect((await replay()).status).toBe(409);
    expect(await count()).toBe(1);
    const cancelled = await post(`/replays/${body.id}/cancel`);
    expect(cancelled).toMatchObject({ status: 202, body: { status: 'cancelled', sent: 0 } });
    expect((await post(`/replays/${body.id}/cancel`)).status).toBe(409);
    expect(await takePage(body.id)).toBe('cancelled');
    expect(await queued()).toEqual([]);
    expect((await replay()).status).toBe(202);
    const { body: audit } = await instance.request('GET', '/audit?action=replay.started');
    expect(audit.data[0].targets).toEqual([webhookId, expect.stringMatching(/^rpl_/)]);
  });

  it('of a webhook that is deleted ends, and of a paused one is held', async () => {
    await emitLeads(1);
    await finish('failed');
    await post(`/webhooks/${webhookId}/pause`);
    const { body } = await replay();
    expect(await takePage(body.id)).toBe('completed');
    const { body: deliveries } = await instance.request('GET', `/deliveries?webhookId=${webhookId}`);
    expect(deliveries.data[0]).toMatchObject({ status: 'held', run: 2 });
    await finish('failed');
    const second = await replay();
    await instance.request('DELETE', `/webhooks/${webhookId}`);
    expect(await takePage(second.body.id)).toBe('cancelled');
    expect((await instance.request('GET', `/replays/${second.body.id}`)).body).toMatchObject({
      status: 'cancelled',
      reason: 'webhook-deleted',
    });
  });

  it.each([
    [{ since: 'yesterday' }, '/since'],
    [{ since: '2999-01-01T00:00:00Z' }, '/since'],
    [{ until: '2020-01-01T00:00:00Z' }, '/since'],
    [{ include: 'everything' }, '/include'],
    [{ eventTypes: ['lead.creatd'] }, '/eventTypes/0'],
    [{ limit: 3 }, '/limit'],
  ])('is refused with %j', async (body, pointer) => {
    expect(await replay(body)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('is not seen from another workspace, nor started without the right to', async () => {
    await instance.request('PUT', '/workspaces/other', { body: { name: 'Other' } });
    const { body } = await replay();
    const headers = { 'x-workspace-id': 'other' };
    expect((await instance.request('GET', `/replays/${body.id}`, { headers })).status).toBe(404);
    expect((await instance.request('POST', `/replays/${body.id}/cancel`, { headers })).status).toBe(404);
    const { body: key } = await post('/api-keys', { name: 'r', role: 'read' });
    const answer = await instance.request('POST', `/webhooks/${webhookId}/replay`, {
      body: { since: startedAt },
      key: key.key,
    });
    expect(answer.status).toBe(403);
  });
});
