import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/ids.js';
import { forgetExpired } from '../../src/store/forget-expired.js';
import { insertAuditRecord } from '../../src/store/insert-audit-record.js';
import { type Instance, startInstance } from '../support/instance.js';
import type { RequestOptions } from '../support/request.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

interface AuditRecord {
  id: string;
  actor: string;
  action: string;
  workspaceId: string | null;
  targets: string[];
  changes: string[];
}

const call = (method: string, path: string, body?: object, options: RequestOptions = {}) =>
  instance.request(method, path, { ...options, ...(body && { body }) });

/** What the calls left, oldest first. */
async function recordsOf(
  calls: () => Promise<unknown>,
  options: RequestOptions = {},
): Promise<AuditRecord[]> {
  const count = async () => (await call('GET', '/audit?limit=250', undefined, options)).body.data.length;
  const before = await count();
  await calls();
  const { body } = await call('GET', '/audit?limit=250', undefined, options);
  return body.data.slice(0, body.data.length - before).toReversed();
}

const createWebhook = async () =>
  (await call('POST', '/webhooks', { url: 'http://127.0.0.1:4999/hooks', events: ['lead.*'] })).body;

describe('the audit', () => {
  it("has one record for each step of a webhook's life, with the names of changed fields and no value", async () => {
    let id = '';
    let tested = '';
    const records = await recordsOf(async () => {
      ({ id } = await createWebhook());
      await call('PATCH', `/webhooks/${id}`, {
        description: 'marked-value',
        headers: { 'x-a': 'marked-value' },
      });
      await call('POST', `/webhooks/${id}/pause`);
      await call('POST', `/webhooks/${id}/resume`, { held: 'discard' });
      await call('GET', `/webhooks/${id}/secret`);
      await call('POST', `/webhooks/${id}/secret/rotate`);
      tested = (await call('POST', `/webhooks/${id}/test`)).body.deliveryId;
      await call('DELETE', `/webhooks/${id}`);
    });
    expect(records.map(({ action, changes }) => [action, changes])).toEqual([
      ['webhook.created', []],
      ['webhook.updated', ['description', 'headers']],
      ['webhook.paused', []],
      ['webhook.resumed', ['heldDeliveries']],
      ['secret.revealed', []],
      ['secret.rotated', []],
      ['webhook.tested', []],
      ['webhook.deleted', []],
    ]);
    for (const { action, targets, actor, workspaceId } of records) {
      expect(targets).toEqual(action === 'webhook.tested' ? [id, tested] : [id]);
      expect({ actor, workspaceId }).toEqual({ actor: 'admin', workspaceId: 'default' });
    }
    expect(JSON.stringify(records)).not.toContain('marked-value');
  });

  it('has none of what was refused, repeated or changed nothing', async () => {
    const { id } = await createWebhook();
    const headers = { 'idempotency-key': 'audit-1' };
    const records = await recordsOf(async () => {
      await call('POST', `/webhooks/${id}/enable`);
      await call('POST', `/webhooks/${id}/resume`);
      await call('PATCH', `/webhooks/${id}`, {});
      expect((await call('PATCH', `/webhooks/${id}`, { url: 'ftp://example.com' })).status).toBe(422);
      expect((await call('POST', '/deliveries/dlv_00000000000000000000000000/retry')).status).toBe(404);
      for (let i = 0; i < 2; i++) await call('POST', `/webhooks/${id}/pause`, undefined, { headers });
      await call('POST', `/webhooks/${id}/pause`);
    });
    expect(records.map(({ action }) => action)).toEqual(['webhook.paused']);
  });

  it('is one commit with the change: where the record fails, nothing was changed and no secret is shown', async () => {
    const { id } = await createWebhook();
    await instance.ctx.pool.query(
      `alter table audit add constraint closed check (action not like 'secret.%' and action <> 'webhook.paused') not valid`,
    );
    try {
      const shown = await call('GET', `/webhooks/${id}/secret`);
      expect(shown.status).toBe(500);
      expect(JSON.stringify(shown.body)).not.toContain('whsec_');
      expect((await call('POST', `/webhooks/${id}/pause`)).status).toBe(500);
      expect((await call('GET', `/webhooks/${id}`)).body.status).toBe('enabled');
    } finally {
      await instance.ctx.pool.query('alter table audit drop constraint closed');
    }
  });

  it('tells of retries, cancels, erasures, keys and workspaces', async () => {
    await createWebhook();
    const { body: event } = await call('POST', '/events', { event: 'lead.created', data: { leadId: 'l' } });
    const [delivery] = (await call('GET', `/events/${event.id}`)).body.deliveries;
    const records = await recordsOf(async () => {
      await call('POST', `/deliveries/${delivery.id}/cancel`);
      await call('POST', `/deliveries/${delivery.id}/retry`);
      await call('DELETE', `/events/${event.id}/payload`);
      const { body: key } = await call('POST', '/api-keys', { name: 'k', role: 'read' });
      await call('DELETE', `/api-keys/${key.id}`);
      for (const name of ['One', 'Two']) await call('PUT', '/workspaces/audited', { name });
      await call('DELETE', '/workspaces/audited');
    });
    expect(records.map(({ action, workspaceId }) => [action, workspaceId])).toEqual([
      ['delivery.cancelled', 'default'],
      ['delivery.retried', 'default'],
      ['payload.erased', 'default'],
      ['api-key.created', 'default'],
      ['api-key.revoked', 'default'],
      ['workspace.created', null],
      ['workspace.updated', null],
      ['workspace.deleted', null],
    ]);
    expect(records.map(({ targets }) => targets[0])).toEqual([
      delivery.id,
      delivery.id,
      event.id,
      expect.stringMatching(/^key_/),
      records[3]!.targets[0],
      'audited',
      'audited',
      'audited',
    ]);
  });

  it("names the key, filters, pages, and shows a workspace's key nothing of the instance or of others", async () => {
    await call('PUT', '/workspaces/tenant', { name: 'Tenant' });
    const { body: key } = await call('POST', '/api-keys', {
      name: 'k',
      role: 'manage',
      workspaceId: 'tenant',
    });
    const asTenant = { key: key.key };
    const create = (n: number) =>
      call('POST', '/webhooks', { url: `http://127.0.0.1:4999/${n}`, events: ['*'] }, asTenant);
    for (let n = 0; n < 3; n++) await create(n);
    const seen: AuditRecord[] = [];
    let cursor: string | null = null;
    do {
      const query = `actor=${key.id}&action=webhook.created&limit=2${cursor ? `&cursor=${cursor}` : ''}`;
      const { body } = await call('GET', `/audit?${query}`, undefined, asTenant);
      seen.push(...body.data);
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(3);
    expect(seen.every(({ actor, workspaceId }) => actor === key.id && workspaceId === 'tenant')).toBe(true);
    const all = (await call('GET', '/audit', undefined, asTenant)).body.data as AuditRecord[];
    expect(new Set(all.map(({ workspaceId }) => workspaceId))).toEqual(new Set(['tenant']));
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await call('GET', `/audit?from=${later}`)).body.data).toEqual([]);
    expect((await call('GET', '/audit?action=lead.created')).status).toBe(422);
    expect((await call('GET', '/audit?actor=somebody')).status).toBe(422);
  });

  it('is refused to read and emit keys', async () => {
    for (const role of ['read', 'emit']) {
      const { body: key } = await call('POST', '/api-keys', { name: role, role });
      expect((await call('GET', '/audit', undefined, { key: key.key })).status).toBe(403);
    }
  });

  it('is kept as long as deliveries are', async () => {
    const at = (days: number) => newUuid(Date.now() - days * 86_400_000);
    const record = { workspaceId: 'default', actor: 'admin', targets: [], changes: [] };
    const { pool } = instance.ctx;
    await insertAuditRecord(pool, { ...record, id: at(91), action: 'webhook.created' });
    await insertAuditRecord(pool, { ...record, id: at(89), action: 'webhook.deleted' });
    const ageOf = async () =>
      (await pool.query(`select action from audit where id < $1 order by id`, [at(1)])).rows.map(
        ({ action }) => action,
      );
    expect(await ageOf()).toEqual(['webhook.created', 'webhook.deleted']);
    await forgetExpired(pool, 90);
    expect(await ageOf()).toEqual(['webhook.deleted']);
  });
});
