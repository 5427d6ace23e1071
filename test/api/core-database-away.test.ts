import { lookupsOf } from '../../src/api/lookups.js';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';
import { type TcpProxy, startTcpProxy } from '../support/tcp-proxy.js';

// The instance reaches its database over a wire that can be cut or frozen; the test looks at it directly.
let wire: TcpProxy;
let instance: Instance;
let direct: pg.Pool;
let readKey: string;

beforeAll(async () => {
  const { hostname, port } = new URL(inject('databaseServerUrl'));
  wire = await startTcpProxy({ host: hostname, port: Number(port) });
  instance = await startInstance({
    worker: false,
    env: { LOG_LEVEL: 'fatal' },
    reachDatabase: (url) => withPort(url, wire.port),
  });
  direct = new pg.Pool({ connectionString: withPort(instance.ctx.config.databaseUrl, Number(port)) });
  const { body } = await request('POST', '/api-keys', { body: { name: 'r', role: 'read' } });
  readKey = body.key;
});
afterAll(async () => {
  wire.restore();
  await direct.end();
  await instance.stop();
  await wire.close();
});
beforeEach(async () => {
  wire.restore();
  await expect.poll(async () => (await request('GET', '//readyz')).status, { timeout: 10_000 }).toBe(200);
});

const request: Instance['request'] = (...call) => instance.request(...call);

function withPort(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.port = String(port);
  return url.href;
}

const event = (lead: string) => ({ event: 'lead.created', data: { leadId: lead } });

const calls: [string, () => ReturnType<typeof request>][] = [
  ['a read', () => request('GET', '/webhooks')],
  ['a call with a key of the database', () => request('GET', '/webhooks', { key: readKey })],
  ['an event', () => request('POST', '/events', { body: event('away') })],
  [
    'an event with an Idempotency-Key',
    () => request('POST', '/events', { body: event('away'), headers: { 'idempotency-key': 'k' } }),
  ],
  ['a write in a transaction', () => request('DELETE', '/workspaces/nobody')],
];

describe.each([
  ['does not answer at all', () => wire.cut()],
  ['hangs', () => wire.freeze()],
])('while the database %s', (_, breakWire) => {
  it.each(calls)('%s is a 503 with Retry-After, and nothing was committed', async (_, call) => {
    breakWire();
    // What was found a moment ago must not hide it.
    lookupsOf(instance.ctx.pool).forget();
    const answer = await call();
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.body).toMatchObject({ code: 'unavailable', status: 503 });
    const { rows } = await direct.query(`select count(*) as count from events`);
    expect(rows[0].count).toBe(0);
  });

  it('the process is alive, not ready, and still shows its metrics', async () => {
    breakWire();
    expect((await request('GET', '//livez')).status).toBe(200);
    const ready = await request('GET', '//readyz');
    expect(ready.status).toBe(503);
    expect(ready.body).toEqual({ status: 'database-away' });
    const metrics = await request('GET', '//metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.text).toContain('posthorn_events_accepted_total');
    expect(metrics.text).not.toMatch(/^posthorn_queue_depth\{/m);
  });

  it('a broken request is still told so', async () => {
    breakWire();
    expect((await request('POST', '/events', { rawBody: '{' })).status).toBe(400);
    expect((await request('GET', '/webhooks', { key: null })).status).toBe(401);
  });
});

it('a write whose connection breaks under it is not called uncommitted', async () => {
  const blocker = await direct.connect();
  try {
    await blocker.query('begin');
    await blocker.query('lock table events in access exclusive mode');
    const answer = request('POST', '/events', { body: event('torn') });
    await expect
      .poll(
        async () =>
          (await direct.query(`select from pg_stat_activity where wait_event_type = 'Lock'`)).rowCount,
      )
      .toBeGreaterThan(0);
    wire.cut();
    expect((await answer).status).toBe(500);
    expect((await answer).body.detail).toContain('Idempotency-Key');
  } finally {
    await blocker.query('rollback');
    blocker.release();
  }
});
