import { afterAll, beforeAll, expect, it } from 'vitest';
import { openContext } from '../../src/context.js';
import { createLogger } from '../../src/logger.js';
import { startServer } from '../../src/server.js';
import { type Instance, startInstance } from '../support/instance.js';
import { sendJson } from '../support/request.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

it('an error is logged with its cause, but not with the data that Postgres quotes', async () => {
  const lines: string[] = [];
  const logger = createLogger({ logLevel: 'info' }, { write: (line) => void lines.push(line) });
  const { pool } = instance.ctx;
  const name = 'confidential-name';
  const cause = await pool
    .query(`insert into workspaces (id, name) values ('default', $1)`, [name])
    .catch((error: unknown) => error);
  logger.error({ err: new Error('Outer', { cause }) }, 'it failed');
  expect(lines).toHaveLength(1);
  const { err, level, msg, time } = JSON.parse(lines[0]!);
  expect({ level, msg }).toEqual({ level: 'error', msg: 'it failed' });
  expect(time).toMatch(/Z$/);
  expect(err).toMatchObject({ message: 'Outer', cause: { code: '23505', constraint: 'workspaces_pkey' } });
  expect(lines[0]).not.toContain('(id)=(default)');
  expect(lines[0]).not.toContain(name);
});

it('not even at the finest level does a log hold a key, a payload, a path or a query', async () => {
  const lines: string[] = [];
  const logger = createLogger({ logLevel: 'trace' }, { write: (line) => void lines.push(line) });
  const ctx = await openContext(instance.ctx.config, { logger });
  const server = await startServer(ctx);
  const send = (method: string, path: string, options: object = {}) =>
    sendJson(`http://127.0.0.1:${server.port}`, instance.adminKey, method, path, options);
  try {
    const data = { leadId: 'private-lead', email: 'private@example.com' };
    const { body } = await send('POST', '/webhooks', {
      body: { url: 'http://127.0.0.1:4999/private?token=1', events: ['*'], headers: { 'x-a': 'private' } },
    });
    await send('POST', '/events', { body: { event: 'lead.created', data } });
    await send('POST', '/events', { body: { event: 'lead.created', data: { ...data, leadId: 5 } } });
    await send('POST', '/events', { rawBody: '{"private' });
    await send('GET', '/events?subject=private-lead');
    await send('GET', '/private/path', { key: 'private-key' });
    await send('GET', '/webhooks', { key: 'private-key' });
    await ctx.pool.query('alter table events rename to private_events');
    await send('POST', '/events', { body: { event: 'lead.created', data } });
    await ctx.pool.query('alter table private_events rename to events');
    const log = lines.join('');
    expect(log).toContain('"operation":"emitEvent"');
    expect(log).toContain('a request failed');
    expect(log).not.toMatch(/private(?!_events)/);
    expect(log).not.toContain(instance.adminKey);
    expect(log).not.toContain(body.secret);
  } finally {
    await server.close();
    await ctx.close();
  }
});
