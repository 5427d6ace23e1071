import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
import { type DnsServer, startDnsServer } from '../egress/support/dns-server.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
/** Without a worker, so that no transaction in it is but an API call's. */
let quiet: Instance;
let dns: DnsServer;
beforeAll(async () => {
  dns = await startDnsServer(() => ({ rcode: 'NXDOMAIN' }));
  const env = { ALLOWED_PRIVATE_CIDRS: '127.0.0.0/8,::1/128', DNS_SERVERS: dns.address };
  instance = await startInstance({ env });
  quiet = await startInstance({ env, worker: false });
});
afterAll(async () => {
  await instance.stop();
  await quiet.stop();
  dns.close();
});

const create = (url: string, headers = {}, on = instance) =>
  on.request('POST', '/webhooks', { body: { url, events: ['lead.created'] }, headers });

/** What holds a connection or a row while a look-up goes on. */
async function openTransactions(): Promise<number> {
  const { rows } = await quiet.ctx.pool.query<{ count: number }>(
    `select count(*) as count from pg_stat_activity
     where datname = current_database() and application_name = 'posthorn' and state like 'idle in transaction%'`,
  );
  return rows[0]!.count;
}

describe('our own address', () => {
  const hosts = [
    '127.0.0.1',
    '127.0.0.2',
    '2130706433',
    'localhost',
    'LOCALHOST.',
    '[::1]',
    '[::ffff:127.0.0.1]',
  ];
  const own = (host: string) => `http://${host}:${new URL(instance.url).port}/livez`;

  it.each(hosts)('as %s is refused at save', async (host) => {
    const made = await create(own(host));
    expect(made.status).toBe(422);
    expect(made.body.errors).toEqual([{ pointer: '/url', detail: expect.stringContaining('not allowed') }]);
    const { body: webhook } = await create('http://127.0.0.1:4999/');
    const changed = await instance.request('PATCH', `/webhooks/${webhook.id}`, { body: { url: own(host) } });
    expect(changed.status).toBe(422);
  });

  it.each(hosts)('as %s is refused at send', async (host) => {
    const { body: webhook } = await instance.request('POST', '/webhooks', {
      body: { url: 'http://127.0.0.1:4999/', events: ['lead.created'], timeoutMs: 1_000 },
    });
    await instance.ctx.pool.query('update webhooks set url = $2 where id = $1', [
      parsePublicId('wh', webhook.id),
      own(host),
    ]);
    const { body } = await instance.request('POST', `/webhooks/${webhook.id}/test`, { body: { wait: true } });
    expect(body.attempt).toMatchObject({
      responseStatus: null,
      error: { code: 'timeout', message: 'No connection to your receiver was made within 1000 ms' },
    });
  });

  it('by a name that leads there is refused too', async () => {
    dns.zone = (_name, family) => ({ records: [family === 'A' ? '127.0.0.3' : '::1'] });
    const { port } = new URL(instance.url);
    expect((await create(`http://loop.example.com:${port}/`)).status).toBe(422);
    expect((await create('http://loop.example.com:4999/')).status).toBe(201);
  });
});

describe('the look-up of a name', () => {
  it('at save holds no transaction, and no lock on the webhook', async () => {
    dns.zone = () => ({ rcode: 'NXDOMAIN' });
    const { body: webhook } = await create('http://127.0.0.1:4999/', {}, quiet);
    const seen: { name: string; open: number; locked: number | null }[] = [];
    const looks: Promise<void>[] = [];
    const lookAround = async (name: string) => {
      const open = await openTransactions();
      const { rowCount } = await quiet.ctx.pool.query(
        'select from webhooks where id = $1 for update skip locked',
        [parsePublicId('wh', webhook.id)],
      );
      seen.push({ name, open, locked: rowCount === 1 ? 0 : 1 });
    };
    // The server answers nothing, so that the look-up goes on while this looks around.
    dns.zone = (name, family) => {
      if (family === 'A') looks.push(lookAround(name));
      return 'drop';
    };
    const url = 'http://slow.example.com/';
    // One after the other: the transaction that saves the first must not be seen from the second's look-up.
    const answers = [
      await create(url, { 'idempotency-key': 'slow-one' }, quiet),
      await quiet.request('PATCH', `/webhooks/${webhook.id}`, { body: { url } }),
    ];
    await Promise.all(looks);
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    expect(answers.map(({ body }) => body.warnings.includes('unresolvable'))).toEqual([true, true]);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.filter(({ open, locked }) => open > 0 || locked)).toEqual([]);
  });

  it('that goes another way later does not change what an Idempotency-Key answers', async () => {
    dns.zone = () => ({ rcode: 'NXDOMAIN' });
    const headers = { 'idempotency-key': 'turned' };
    const first = await create('http://turned.example.com/', headers);
    dns.zone = (_name, family) => ({ records: family === 'A' ? ['10.0.0.1'] : [] });
    const again = await create('http://turned.example.com/', headers);
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    expect((await create('http://turned.example.com/')).status).toBe(422);
  });
});
