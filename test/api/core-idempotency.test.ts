import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockIdempotencyKey } from '../../src/store/idempotency.js';
import { inTransaction } from '../../src/store/db.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
  await instance.request('PUT', '/workspaces/acme', { body: { name: 'Acme' } });
});
afterAll(() => instance.stop());

const WEBHOOK = { url: 'http://127.0.0.1:4999/', events: ['*'] };

const post = (path: string, key: string, body: object | undefined, headers: Record<string, string> = {}) =>
  instance.request('POST', path, { ...(body && { body }), headers: { 'idempotency-key': key, ...headers } });

const countEvents = async () =>
  (await instance.ctx.pool.query('select count(*) as count from events')).rows[0].count;

describe('the same key', () => {
  it('with the same body gets the first answer again, byte for byte, and does nothing', async () => {
    const key = randomUUID();
    const body = { event: 'lead.created', data: { leadId: 'l1' } };
    const first = await post('/events', key, body);
    const before = await countEvents();
    const again = await post('/events', key, body);
    expect(first.status).toBe(202);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again.status).toBe(202);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await countEvents()).toBe(before);
  });

  it('with another body, or another query, is a 422', async () => {
    const key = randomUUID();
    const body = { event: 'lead.created', data: { leadId: 'l1' } };
    await post('/events', key, body);
    const other = await post('/events', key, { ...body, data: { leadId: 'l2' } });
    expect(other.status).toBe(422);
    expect(other.body.code).toBe('idempotency-key-reused');
    expect((await post('/events?validateOnly=true', key, body)).status).toBe(422);
  });

  it('in another workspace or on another path is another key', async () => {
    const key = randomUUID();
    const first = await post('/webhooks', key, WEBHOOK);
    const elsewhere = await post('/webhooks', key, WEBHOOK, { 'x-workspace-id': 'acme' });
    expect(elsewhere.status).toBe(201);
    expect(elsewhere.body.id).not.toBe(first.body.id);
    const emitted = await post('/events', key, { event: 'lead.created', data: { leadId: 'l' } });
    expect(emitted.headers['idempotent-replayed']).toBeUndefined();
  });

  it('in the body of two workspaces is two keys', async () => {
    const key = randomUUID();
    const event = { event: 'lead.created', data: { leadId: 'l1' } };
    const first = await post('/events', key, { ...event, workspaceId: 'acme' });
    const second = await post('/events', key, { ...event, workspaceId: 'default' });
    expect([first.body.workspaceId, second.body.workspaceId]).toEqual(['acme', 'default']);
  });

  it('cannot be escaped by another spelling of the path', async () => {
    const { body: webhook } = await instance.request('POST', '/webhooks', { body: WEBHOOK });
    const key = randomUUID();
    await post(`/webhooks/${webhook.id}/pause`, key, undefined);
    const again = await post(`/webhooks/${webhook.id.replace('_', '%5F')}/pause/`, key, undefined);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('of a request that was refused is free', async () => {
    const key = randomUUID();
    expect((await post('/webhooks', key, { ...WEBHOOK, events: ['lead.nothing'] })).status).toBe(422);
    expect((await post('/webhooks', key, WEBHOOK)).status).toBe(201);
  });

  it('at the same time is done once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/webhooks', key, WEBHOOK)));
    const done = answers.filter(({ status }) => status === 201);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(new Set(done.map(({ body }) => body.id)).size).toBe(1);
    expect(done.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
  });

  it('while the first still runs is a 409 with Retry-After, and free again when that one is gone', async () => {
    const scope = { workspaceId: 'default', method: 'POST', path: '/webhooks', key: randomUUID() };
    await inTransaction(instance.ctx.pool, async (db) => {
      expect(await lockIdempotencyKey(db, scope)).toBe(true);
      const answer = await post('/webhooks', scope.key, WEBHOOK);
      expect(answer.status).toBe(409);
      expect(answer.body.code).toBe('idempotency-in-progress');
      expect(answer.headers['retry-after']).toBe('1');
    });
    expect((await post('/webhooks', scope.key, WEBHOOK)).status).toBe(201);
  });

  it('after a day is a new one', async () => {
    const key = randomUUID();
    const first = await post('/webhooks', key, WEBHOOK);
    await instance.ctx.pool.query(
      `update idempotency set created_at = now() - interval '24 hours 1 second' where key = $1`,
      [key],
    );
    const second = await post('/webhooks', key, { ...WEBHOOK, description: 'another' });
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
    expect((await post('/webhooks', key, { ...WEBHOOK, description: 'another' })).body.id).toBe(
      second.body.id,
    );
  });
});

it('an answer is kept encrypted: no secret of it stands in the database', async () => {
  const { body } = await post('/webhooks', randomUUID(), WEBHOOK);
  const { rows } = await instance.ctx.pool.query<{ response: Buffer }>('select response from idempotency');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every(({ response }) => !response.includes(body.secret.slice(6)))).toBe(true);
});

it.each([[''], ['a b'], ['a,b'], ['é'], ['x'.repeat(256)]])('the key %j is a 400', async (key) => {
  const answer = await post('/webhooks', Buffer.from(key, 'utf8').toString('latin1'), WEBHOOK);
  expect(answer.status).toBe(400);
  expect(answer.body.code).toBe('invalid-idempotency-key');
});

it('a key sent twice is a 400', async () => {
  const answer = await fetch(`${instance.url}/api/v1/webhooks/wh_1/pause`, {
    method: 'POST',
    headers: [
      ['x-api-key', instance.adminKey],
      ['idempotency-key', 'one'],
      ['idempotency-key', 'two'],
    ],
  });
  expect(answer.status).toBe(400);
});
