import { afterAll, beforeAll, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
import { eraseDeletedWorkspaces } from '../../src/store/erase-deleted-workspaces.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

const put = (id: string, name = 'Acme') => instance.request('PUT', `/workspaces/${id}`, { body: { name } });

it('a workspace is made, renamed and read under the id that the caller chose', async () => {
  const id = '6048d78a-584a-4f1e-9e39-e011ca4cc48c';
  const made = await put(id, 'First');
  expect(made.status).toBe(201);
  expect(made.body).toEqual({ id, name: 'First', createdAt: expect.stringMatching(/Z$/) });
  const renamed = await put(id, 'Second');
  expect(renamed.status).toBe(200);
  expect(renamed.body).toEqual({ ...made.body, name: 'Second' });
  expect((await instance.request('GET', `/workspaces/${id}`)).body).toEqual(renamed.body);
});

it('an id that nothing could have is 404 to read and 422 to make', async () => {
  expect((await instance.request('GET', '/workspaces/a.b')).status).toBe(404);
  const answer = await put('a.b');
  expect(answer.status).toBe(422);
  expect(answer.body.errors[0].pointer).toBe('/id');
  expect((await put('a'.repeat(65))).status).toBe(422);
});

it('the list is newest first and pages through every workspace once', async () => {
  for (const id of ['p1', 'p2', 'p3', 'p4', 'p5']) await put(id);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await instance.request('GET', `/workspaces?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
    seen.push(...page.body.data.map((workspace: { id: string }) => workspace.id));
    cursor = page.body.nextCursor;
  } while (cursor !== null);
  expect(seen.slice(0, 5)).toEqual(['p5', 'p4', 'p3', 'p2', 'p1']);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toContain('default');
});

it('default cannot be deleted', async () => {
  expect((await instance.request('DELETE', '/workspaces/default')).status).toBe(409);
});

it('DELETE shuts the tenant out at once and then erases all of it', async () => {
  await put('doomed');
  await put('spared');
  const inWorkspace = (workspaceId: string) => ({ headers: { 'x-workspace-id': workspaceId } });
  const { body: key } = await instance.request('POST', '/api-keys', {
    body: { name: 'k', role: 'manage', workspaceId: 'doomed' },
  });
  for (const workspaceId of ['doomed', 'spared']) {
    await instance.request('POST', '/webhooks', {
      ...inWorkspace(workspaceId),
      body: { url: 'http://127.0.0.1:4999/', events: ['*'] },
    });
    const emitted = await instance.request('POST', '/events', {
      headers: { 'x-workspace-id': workspaceId, 'idempotency-key': 'one' },
      body: { event: 'lead.created', data: { leadId: 'l' }, externalId: 'e1' },
    });
    expect(emitted.body.deliveries).toBe(1);
  }

  const deleted = await instance.request('DELETE', '/workspaces/doomed');
  expect(deleted.status).toBe(202);
  expect((await instance.request('GET', '/webhooks', { key: key.key })).status).toBe(401);
  expect((await instance.request('GET', '/webhooks', inWorkspace('doomed'))).status).toBe(404);
  expect((await instance.request('GET', '/workspaces/doomed')).status).toBe(404);
  expect((await instance.request('DELETE', '/workspaces/doomed')).status).toBe(404);
  expect((await put('doomed')).status).toBe(409);

  expect(await eraseDeletedWorkspaces(instance.ctx.pool)).toEqual([]);
  await letAMinutePass('doomed');
  expect(await eraseDeletedWorkspaces(instance.ctx.pool)).toEqual(['doomed']);
  expect(await rowsOf('doomed')).toEqual([]);
  expect(await rowsOf('spared')).toEqual([
    'audit',
    'changes',
    'deliveries',
    'event_ids',
    'events',
    'idempotency',
    'queue',
    'subscriptions',
    'webhooks',
  ]);
  expect((await put('doomed')).status).toBe(201);
});

it('an attempt in flight keeps its workspace until it is recorded', async () => {
  await put('busy');
  await instance.request('POST', '/webhooks', {
    headers: { 'x-workspace-id': 'busy' },
    body: { url: 'http://127.0.0.1:4999/', events: ['*'] },
  });
  await instance.request('POST', '/events', {
    body: { event: 'lead.created', data: { leadId: 'l' }, workspaceId: 'busy' },
  });
  const { pool } = instance.ctx;
  await pool.query(
    `update queue set state = 'sending', token = gen_random_uuid() where workspace_id = 'busy'`,
  );
  await instance.request('DELETE', '/workspaces/busy');
  await letAMinutePass('busy');
  expect(await eraseDeletedWorkspaces(pool)).toEqual([]);
  await pool.query(`update queue set token = null where workspace_id = 'busy'`);
  expect(await eraseDeletedWorkspaces(pool)).toEqual(['busy']);
});

it('a delivery that came in while its workspace was being erased keeps its webhook until it is gone', async () => {
  await put('raced');
  const { body: webhook } = await instance.request('POST', '/webhooks', {
    headers: { 'x-workspace-id': 'raced' },
    body: { url: 'http://127.0.0.1:4999/', events: ['*'] },
  });
  await instance.request('DELETE', '/workspaces/raced');
  await letAMinutePass('raced');
  const { pool } = instance.ctx;
  // The accept commits in the middle of the erasure: here, just before the workspace's keys go.
  const racing: Pick<typeof pool, 'query'> = Object.create(pool);
  racing.query = (async (text: string, values?: unknown[]) => {
    if (text.startsWith('delete from api_keys')) {
      await pool.query(
        `insert into queue (delivery_id, event_id, webhook_id, workspace_id)
         values (gen_random_uuid(), gen_random_uuid(), $1, 'raced')`,
        [parsePublicId('wh', webhook.id)],
      );
    }
    return pool.query(text, values);
  }) as typeof pool.query;
  expect(await eraseDeletedWorkspaces(racing)).toEqual([]);
  expect(await rowsOf('raced')).toEqual(['queue', 'webhooks']);
  expect(await eraseDeletedWorkspaces(pool)).toEqual(['raced']);
  expect(await rowsOf('raced')).toEqual([]);
});

/** Moves the clock in its row. */
async function letAMinutePass(workspaceId: string): Promise<void> {
  await instance.ctx.pool.query(
    `update workspaces set deleted_at = deleted_at - interval '61 seconds' where id = $1`,
    [workspaceId],
  );
}

/** The tables that hold something of this workspace. */
async function rowsOf(workspaceId: string): Promise<string[]> {
  const { rows } = await instance.ctx.pool.query<{ name: string }>(
    `select c.table_name as name from information_schema.columns c
     join pg_class p on p.relname = c.table_name and not p.relispartition
     where c.table_schema = 'public' and c.column_name = 'workspace_id' order by 1`,
  );
  const held: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await instance.ctx.pool.query(
      `select from ${name} where workspace_id = $1 limit 1`,
      [workspaceId],
    );
    if (rowCount) held.push(name);
  }
  return held;
}
