import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerBrokenRequest } from '../../src/api/broken-request.js';
import { startServer } from '../../src/server.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

describe('a server', () => {
  it('says in a sentence that its port is in use', async () => {
    const port = Number(new URL(instance.url).port);
    const ctx = { ...instance.ctx, config: { ...instance.ctx.config, port } };
    await expect(startServer(ctx)).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use.`);
  });

  it('is not ready from the begin of the drain on, and answers what is in flight', async () => {
    const server = await startServer(instance.ctx);
    const url = `http://127.0.0.1:${server.port}`;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    server.setDraining();
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'draining' });
    expect((await fetch(`${url}/livez`)).status).toBe(200);

    const blocker = await instance.ctx.pool.connect();
    await blocker.query('begin');
    await blocker.query('lock table webhooks in access exclusive mode');
    // A transaction sees one snapshot of the activity: it is looked at from outside.
    const answer = fetch(`${url}/api/v1/webhooks`, { headers: { 'x-api-key': instance.adminKey } });
    await expect
      .poll(
        async () =>
          (await instance.ctx.pool.query(`select from pg_stat_activity where wait_event_type = 'Lock'`))
            .rowCount,
      )
      .toBeGreaterThan(0);
    const closed = server.close();
    await blocker.query('rollback');
    blocker.release();
    expect((await answer).status).toBe(200);
    await closed;
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
  });
});

it('a request that does not arrive whole in time is a 408 problem', async () => {
  const server = createServer({ requestTimeout: 100, headersTimeout: 100, connectionsCheckingInterval: 20 });
  server.on('clientError', answerBrokenRequest);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('POST /api/v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('"request-timeout"');
  server.close();
});
