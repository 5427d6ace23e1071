import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
import { QUEUE_CHANNEL } from '../../src/store/accept-statement.js';
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

/** What only the engine does. */
const disable = (id: string) =>
  instance.ctx.pool.query(`update webhooks set status = 'disabled', status_reason = 'test' where id = $1`, [
    parsePublicId('wh', id),
  ]);

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

  it('wakes the workers when it is resumed or enabled, and not when it is paused', async () => {
    const listener = new pg.Client({ connectionString: instance.ctx.config.databaseUrl });
    await listener.connect();
    let woken = 0;
    listener.on('notification', () => (woken += 1));
    await listener.query(`listen ${QUEUE_CHANNEL}`);
    // What was told comes before the answer.
    const wokenSoFar = async () => (await listener.query('select 1'), woken);
    try {
      await act('pause');
      expect(await wokenSoFar()).toBe(0);
      await act('resume');
      expect(await wokenSoFar()).toBe(1);
      await disable(id);
      await act('enable');
      expect(await wokenSoFar()).toBe(2);
    } finally {
      await listener.end();
    }
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
