import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookupsOf } from '../../src/api/lookups.js';
import { parsePublicId } from '../../src/ids.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
  await instance.request('PUT', '/workspaces/acme', { body: { name: 'Acme' } });
  await instance.request('PUT', '/workspaces/other', { body: { name: 'Other' } });
});
afterAll(() => instance.stop());

const newKey = async (body: object, options: object = {}) =>
  (await instance.request('POST', '/api-keys', { body: { name: 'test', ...body }, ...options })).body;

const emit = (key: string, body: object = {}, headers: Record<string, string> = {}) =>
  instance.request('POST', '/events', {
    key,
    headers,
    body: { event: 'lead.created', data: { leadId: 'l1' }, ...body },
  });

describe('a key', () => {
  it.each([
    ['is missing', {}],
    ['is not one of ours', { 'x-api-key': 'wrong' }],
    ['has the form of ours and is unknown', { 'x-api-key': `ph_read_${'A'.repeat(43)}` }],
    ['is given in another scheme', { authorization: 'Basic YTpi' }],
  ])('that %s is refused with 401 and WWW-Authenticate', async (_, headers) => {
    const answer = await instance.request('GET', '/webhooks', { key: null, headers });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('is taken as a Bearer token too', async () => {
    const headers = { authorization: `Bearer ${instance.adminKey}` };
    expect((await instance.request('GET', '/webhooks', { key: null, headers })).status).toBe(200);
  });

  it('is refused once it is revoked', async () => {
    const { id, key } = await newKey({ role: 'read' });
    expect((await instance.request('GET', '/webhooks', { key })).status).toBe(200);
    expect((await instance.request('DELETE', `/api-keys/${id}`)).status).toBe(204);
    expect((await instance.request('GET', '/webhooks', { key })).status).toBe(401);
    expect((await instance.request('DELETE', `/api-keys/${id}`)).status).toBe(404);
  });

  it('is refused once it has expired', async () => {
    const { id, key } = await newKey({ role: 'read', expiresAt: '2999-01-01T00:00:00+02:00' });
    expect((await instance.request('GET', '/webhooks', { key })).status).toBe(200);
    await instance.ctx.pool.query(`update api_keys set expires_at = now() where id = $1`, [
      parsePublicId('key', id),
    ]);
    lookupsOf(instance.ctx.pool).forget();
    expect((await instance.request('GET', '/webhooks', { key })).status).toBe(401);
  });

  it('is not stored, only its hash', async () => {
    const { key } = await newKey({ role: 'read' });
    const { rows } = await instance.ctx.pool.query(`select k::text as text from api_keys k`);
    expect(JSON.stringify(rows)).not.toContain(key.slice(-20));
  });
});

describe('a role', () => {
  const calls = {
    listWebhooks: ['GET', '/webhooks'],
    pauseWebhook: ['POST', '/webhooks/wh_00000000000000000000000000/pause'],
    getSecret: ['GET', '/webhooks/wh_00000000000000000000000000/secret'],
    emitBatch: ['POST', '/events/batch'],
    listKeys: ['GET', '/api-keys'],
    listWorkspaces: ['GET', '/workspaces'],
  } as const;

  it.each([
    ['manage', ['listWebhooks', 'pauseWebhook', 'getSecret', 'emitBatch', 'listKeys']],
    ['read', ['listWebhooks']],
    ['emit', ['emitBatch']],
    ['admin', Object.keys(calls)],
  ])('%s may call %j and nothing else', async (role, allowed) => {
    const { key } = await newKey({ role, ...(role !== 'admin' && { workspaceId: 'acme' }) });
    const open: string[] = [];
    for (const [name, [method, path]] of Object.entries(calls)) {
      if ((await instance.request(method, path, { key })).status !== 403) open.push(name);
    }
    expect(open).toEqual(allowed);
  });
});

describe('the workspace', () => {
  it('of a key is the one acted on, and the only one', async () => {
    const { key } = await newKey({ role: 'emit', workspaceId: 'acme' });
    expect((await emit(key)).body.workspaceId).toBe('acme');
    expect((await emit(key, { workspaceId: 'acme' })).body.workspaceId).toBe('acme');
    expect((await emit(key, {}, { 'x-workspace-id': 'acme' })).status).toBe(202);
    expect((await emit(key, { workspaceId: 'other' })).status).toBe(403);
    expect((await emit(key, {}, { 'x-workspace-id': 'other' })).status).toBe(403);
  });

  it('of an admin is default, or the one that the header names', async () => {
    expect((await emit(instance.adminKey)).body.workspaceId).toBe('default');
    expect((await emit(instance.adminKey, {}, { 'x-workspace-id': 'acme' })).body.workspaceId).toBe('acme');
  });

  it('of an instance-wide emit key stands in the body', async () => {
    const { key, workspaceId } = await newKey({ role: 'emit' });
    expect(workspaceId).toBeNull();
    expect((await emit(key, { workspaceId: 'other' })).body.workspaceId).toBe('other');
    const unnamed = await emit(key);
    expect(unnamed.status).toBe(422);
    expect(unnamed.body.errors[0].pointer).toBe('/workspaceId');
  });

  it('of an instance-wide emit key may stand in the header instead', async () => {
    const { key } = await newKey({ role: 'emit' });
    expect((await emit(key, {}, { 'x-workspace-id': 'other' })).body.workspaceId).toBe('other');
  });

  it('that does not exist is a 404', async () => {
    expect((await emit(instance.adminKey, { workspaceId: 'nobody' })).status).toBe(404);
    expect((await emit(instance.adminKey, {}, { 'x-workspace-id': 'no/body' })).status).toBe(404);
  });

  it('is never taken for default because a header for it is empty', async () => {
    expect((await emit(instance.adminKey, {}, { 'x-workspace-id': '' })).status).toBe(404);
    const { key } = await newKey({ role: 'manage', workspaceId: 'acme' });
    expect((await emit(key, {}, { 'x-workspace-id': '' })).status).toBe(403);
  });

  it('is refused where header and body name two', async () => {
    const answer = await emit(instance.adminKey, { workspaceId: 'acme' }, { 'x-workspace-id': 'other' });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe('/workspaceId');
  });
});

describe('POST /api-keys', () => {
  it('shows the key once', async () => {
    const created = await newKey({ role: 'manage' });
    expect(created).toMatchObject({ id: expect.stringMatching(/^key_/), name: 'test', role: 'manage' });
    expect(created.key).toMatch(/^ph_manage_[A-Za-z0-9_-]{43}$/);
    const list = await instance.request('GET', '/api-keys');
    expect(list.body.data.map((key: { id: string }) => key.id)).toContain(created.id);
    expect(list.text).not.toContain(created.key);
  });

  it('is repeated without the key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await instance.request('POST', '/api-keys', { headers, body: { name: 'a', role: 'read' } });
    const again = await instance.request('POST', '/api-keys', { headers, body: { name: 'a', role: 'read' } });
    const { key, ...rest } = first.body;
    expect(key).toMatch(/^ph_read_/);
    expect(again.status).toBe(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(rest);
  });

  it('gives manage and read keys the acting workspace', async () => {
    expect((await newKey({ role: 'read' })).workspaceId).toBe('default');
    const inAcme = await newKey({ role: 'manage' }, { headers: { 'x-workspace-id': 'acme' } });
    expect(inAcme.workspaceId).toBe('acme');
  });

  it('lets no key make one that reaches further', async () => {
    const { key } = await newKey({ role: 'manage', workspaceId: 'acme' });
    const create = (body: object) =>
      instance.request('POST', '/api-keys', { key, body: { name: 'x', ...body } });
    expect((await create({ role: 'admin' })).status).toBe(403);
    expect((await create({ role: 'read', workspaceId: 'other' })).status).toBe(403);
    expect((await create({ role: 'emit' })).body.workspaceId).toBe('acme');
  });

  it.each([
    [{ role: 'owner' }, '/role'],
    [{ role: 'read', name: ' ' }, '/name'],
    [{ role: 'read', name: 'a\0b' }, '/name'],
    [{ role: 'read', expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    [{ role: 'read', expiresAt: 'soon' }, '/expiresAt'],
    [{ role: 'read', expires: '2999-01-01T00:00:00Z' }, '/expires'],
    [{ role: 'admin', workspaceId: 'acme' }, '/workspaceId'],
  ])('refuses %j', async (body, pointer) => {
    const answer = await instance.request('POST', '/api-keys', { body: { name: 'test', ...body } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toContainEqual({ pointer, detail: expect.any(String) });
  });

  it('is listed and revoked within its workspace only', async () => {
    const acme = await newKey({ role: 'manage', workspaceId: 'acme' });
    const other = await newKey({ role: 'manage', workspaceId: 'other' });
    const list = await instance.request('GET', '/api-keys', { key: acme.key });
    expect(new Set(list.body.data.map((key: { workspaceId: string }) => key.workspaceId))).toEqual(
      new Set(['acme']),
    );
    expect((await instance.request('DELETE', `/api-keys/${other.id}`, { key: acme.key })).status).toBe(404);
  });
});
