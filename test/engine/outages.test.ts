import type pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { lookupsOf } from '../../src/api/lookups.js';
import { inTransaction } from '../../src/store/db.js';
import { type Instance, startInstance } from '../support/instance.js';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { MODES, inMode } from '../support/modes.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';
import { type TcpProxy, startTcpProxy } from '../support/tcp-proxy.js';

const LEAD = '{"leadId":"L-1"}';

describe('an outage', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function wireTo(url: URL): Promise<TcpProxy> {
    const wire = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
    closers.push(() => wire.close());
    return wire;
  }

  async function start(
    options: Parameters<typeof startInstance>[0],
  ): Promise<{ instance: Instance; receiver: TestReceiver }> {
    const receiver = await startReceiver();
    closers.push(() => receiver.close());
    const instance = await startInstance(options);
    closers.push(() => instance.stop());
    await createWebhook(instance, { url: receiver.url, events: ['lead.*'] });
    return { instance, receiver };
  }

  it.each(MODES)(
    'of the database after the receiver’s 200 neither repeats the POST nor forgets it (%s)',
    async (mode) => {
      const wire = await wireTo(new URL(inject('databaseServerUrl')));
      const { instance, receiver } = await start({
        reachDatabase: (url) => withPort(url, wire.port),
        ...inMode(mode),
      });
      receiver.answer(() => {
        wire.cut();
        return { status: 200 };
      });
      const event = await emit(instance, 'lead.created', LEAD);
      await receiver.waitForRequests(1);
      // Until Temporal holds the outcome: the activity that writes it is pending.
      const delivery = instance.ctx.temporal.workflow.list({
        query: `TaskQueue = '${instance.ctx.config.temporalTaskQueue}' AND WorkflowType = 'deliverWebhook'`,
      });
      await expect
        .poll(
          async () => {
            for await (const { workflowId } of delivery) {
              const { raw } = await instance.ctx.temporal.workflow.getHandle(workflowId).describe();
              return raw.pendingActivities?.[0]?.activityType?.name;
            }
            return undefined;
          },
          { timeout: 15_000 },
        )
        .toBe('saveAttempt');
      wire.restore();
      await waitForDelivery(instance, event.id, 'delivered', 40_000);
      expect(receiver.requests).toHaveLength(1);
    },
    60_000,
  );

  it('of the database is a 503 that says when to come again, and accepts again by itself', async () => {
    const wire = await wireTo(new URL(inject('databaseServerUrl')));
    const { instance, receiver } = await start({ reachDatabase: (url) => withPort(url, wire.port) });
    wire.cut();
    lookupsOf(instance.ctx.pool).forget();
    const body = { event: 'lead.created', data: { leadId: 'L-1' } };
    const refused = await instance.request('POST', '/events', { body });
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    expect(refused.body).toMatchObject({ code: 'unavailable' });
    wire.restore();
    await expect.poll(async () => (await instance.request('POST', '/events', { body })).status).toBe(202);
    await receiver.waitForRequests(1);
  }, 60_000);

  it('of the database between two statements ends that transaction, and not the process', async () => {
    const { instance } = await start({ worker: false });
    const { pool } = instance.ctx;
    const transaction = inTransaction(pool, async (db) => {
      const { rows } = await db.query<{ pid: number }>('select pg_backend_pid() as pid');
      // Not once(): that would listen for the error too.
      const ended = new Promise<void>((resolve) => (db as pg.PoolClient).once('end', resolve));
      await pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      await ended;
      await db.query('select 1');
    });
    await expect(transaction).rejects.toThrow();
    expect((await pool.query('select 1')).rowCount).toBe(1);
  });

  it('of a database that hangs without a word ends each query of it by itself', async () => {
    const wire = await wireTo(new URL(inject('databaseServerUrl')));
    const { instance, receiver } = await start({ reachDatabase: (url) => withPort(url, wire.port) });
    wire.freeze();
    await expect(instance.ctx.pool.query('select 1')).rejects.toThrow('timeout');
    wire.restore();
    const event = await emit(instance, 'lead.created', LEAD);
    await waitForDelivery(instance, event.id, 'delivered');
    expect(receiver.requests).toHaveLength(1);
  }, 90_000);

  it('of Temporal stops no accept, and everything accepted is delivered when it is back', async () => {
    const wire = await wireTo(new URL(`http://${inject('temporalAddress')}`));
    const { instance, receiver } = await start({ env: { TEMPORAL_ADDRESS: `127.0.0.1:${wire.port}` } });
    wire.cut();
    const events = [];
    for (let i = 0; i < 5; i++) events.push(await emit(instance, 'lead.created', LEAD));
    const { body } = await instance.request('GET', `/events/${events[0]!.id}`);
    expect(body).toMatchObject({ deliveries: [{ status: expect.stringMatching(/queued|sending/) }] });
    wire.restore();
    for (const event of events) await waitForDelivery(instance, event.id, 'delivered', 40_000);
    expect(new Set(receiver.requests.map((request) => request.headers['webhook-id'])).size).toBe(5);
  }, 90_000);
});

function withPort(url: string, port: number): string {
  const through = new URL(url);
  through.port = String(port);
  return through.href;
}
