import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Keyring, sealContext } from '../../src/keyring.js';
import { checkKeys } from '../../src/store/key-check.js';
import { reencrypt, type Reencrypted } from '../../src/store/reencrypt.js';
import { listKeyNames, SEALED_COLUMNS } from '../../src/store/sealed-columns.js';
import { runCli } from '../support/cli.js';
import { createWebhook } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';

const OLD = { name: 'old', key: randomBytes(32) };
const NEW = { name: 'new', key: randomBytes(32) };
const ringOf = (...keys: { name: string; key: Buffer }[]) =>
  keys.map(({ name, key }) => `${name}:${key.toString('base64')}`).join(',');

let instance: Instance;
let webhook: { id: string; secret: string };
beforeAll(async () => {
  instance = await startInstance({ worker: false, env: { ENCRYPTION_KEYS: ringOf(OLD) } });
  webhook = await createWebhook(instance, {
    url: 'http://127.0.0.1:4999/',
    events: ['*'],
    headers: { 'x-team': 'crm' },
  });
  await emitOnce();
});
afterAll(() => instance.stop());

const emitOnce = () =>
  instance.request('POST', '/events', {
    headers: { 'idempotency-key': 'kept' },
    body: { event: 'lead.created', data: { leadId: 'l' } },
  });

async function keyNames(): Promise<string[]> {
  const names = await Promise.all(SEALED_COLUMNS.map((column) => listKeyNames(instance.ctx.pool, column)));
  return [...new Set(names.flat())].sort();
}

async function reencryptWith(...keys: { name: string; key: Buffer }[]): Promise<Reencrypted[]> {
  const done: Reencrypted[] = [];
  for await (const column of reencrypt(instance.ctx.pool, new Keyring(keys))) done.push(column);
  return done;
}

async function insertOldSecrets(count: number): Promise<string[]> {
  const old = new Keyring([OLD]);
  const ids = Array.from({ length: count }, () => crypto.randomUUID());
  await instance.ctx.pool.query(
    `insert into secrets (id, webhook_id, signing, sealed)
     select id, gen_random_uuid(), 'hmac', sealed from unnest($1::uuid[], $2::bytea[]) as s(id, sealed)`,
    [ids, ids.map((id) => old.seal(Buffer.alloc(32, 7), sealContext.secret(id)))],
  );
  return ids;
}

it('knows every sealed column of the schema', async () => {
  // Every bytea column is one of them, or is known to be none.
  const { rows } = await instance.ctx.pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea' and table_name !~ '_w?[0-9]{8}$'`,
  );
  const plain = [
    'api_keys.hash',
    'attempts.response_body',
    'event_ids.body_hash',
    'events.payload',
    'idempotency.body_hash',
    'portal_links.hash',
    'secrets.public_key',
    'sessions.hash',
  ];
  expect(rows.map(({ name }) => name).sort()).toEqual(
    [...plain, ...SEALED_COLUMNS.map(({ name }) => name)].sort(),
  );
  expect(
    new Set(SEALED_COLUMNS.map(({ contextOf, key }) => contextOf(key.map(() => '')).split(':')[0])),
  ).toEqual(
    new Set([
      sealContext.keyCheck(),
      ...[sealContext.secret(''), sealContext.headers(''), sealContext.idempotency('', '', '', '')].map(
        (context) => context.split(':')[0],
      ),
    ]),
  );
});

it('seals everything with the first key, so that the former one can go', async () => {
  expect(await keyNames()).toEqual(['old']);
  const command = runCli(['reencrypt'], { env: { ...instance.env, ENCRYPTION_KEYS: ringOf(NEW, OLD) } });
  expect((await command.exited).code, command.output()).toBe(0);
  expect(command.output()).toContain('secrets.sealed: 1 values sealed with new');
  expect(await keyNames()).toEqual(['new']);

  const withoutOld = new Keyring([NEW]);
  await checkKeys(instance.ctx.pool, withoutOld);
  instance.ctx.keyring = withoutOld;
  const { body } = await instance.request('GET', `/webhooks/${webhook.id}/secret`);
  expect(body.secrets[0].secret).toBe(webhook.secret);
  expect((await emitOnce()).headers['idempotent-replayed']).toBe('true');
  const { rows } = await instance.ctx.pool.query('select id, headers from webhooks');
  expect(withoutOld.open(rows[0].headers, sealContext.headers(rows[0].id)).toString()).toBe(
    '{"x-team":"crm"}',
  );
});

it('has nothing to do the second time', async () => {
  expect((await reencryptWith(NEW, OLD)).map(({ resealed }) => resealed)).toEqual([0, 0, 0, 0]);
});

it('goes on where a killed one ended, over more than one page', async () => {
  const { pool } = instance.ctx;
  const ids = await insertOldSecrets(1_203);
  // Killed after its first page: that one is committed, the rest is as it was.
  let pages = 0;
  const dying = {
    query: (...args: [string, unknown[]]) => {
      if (args[0].includes('update secrets') && pages++ > 0) throw new Error('killed');
      return pool.query(...args);
    },
  } as unknown as typeof pool;
  await expect(async () => {
    for await (const _ of reencrypt(dying, new Keyring([NEW, OLD])));
  }).rejects.toThrow('killed');
  expect(await keyNames()).toEqual(['new', 'old']);
  const again = await reencryptWith(NEW, OLD);
  expect(again.find(({ column }) => column === 'secrets.sealed')?.resealed).toBe(1_203 - 500);
  expect(await keyNames()).toEqual(['new']);
  await pool.query('delete from secrets where id = any($1)', [ids]);
});

it('is simply run again after a kill -9, and every value opens', async () => {
  const { pool } = instance.ctx;
  const ids = await insertOldSecrets(6_000);
  const env = { ...instance.env, ENCRYPTION_KEYS: ringOf(NEW, OLD) };
  const killed = runCli(['reencrypt'], { env });
  await killed.waitFor(/meta\.value/);
  killed.child.kill('SIGKILL');
  await killed.exited;
  const again = runCli(['reencrypt'], { env });
  expect((await again.exited).code, again.output()).toBe(0);
  expect(await keyNames()).toEqual(['new']);
  const { rows } = await pool.query<{ id: string; sealed: Buffer }>(
    'select id, sealed from secrets where id = any($1)',
    [ids],
  );
  expect(rows).toHaveLength(ids.length);
  const keyring = new Keyring([NEW]);
  for (const { id, sealed } of rows)
    expect(keyring.open(sealed, sealContext.secret(id))).toEqual(Buffer.alloc(32, 7));
  await pool.query('delete from secrets where id = any($1)', [ids]);
});

it('leaves alone what another writes meanwhile, and what it cannot open', async () => {
  const { pool } = instance.ctx;
  const { rows } = await pool.query<{ id: string }>('select id from secrets');
  const { id } = rows[0]!;
  const context = sealContext.secret(id);
  const written = new Keyring([OLD]).seal(Buffer.from('written meanwhile'), context);
  await pool.query('update secrets set sealed = $1', [
    new Keyring([OLD]).seal(Buffer.from('first'), context),
  ]);
  const racing = {
    query: async (...args: [string, unknown[]]) => {
      if (args[0].includes('update secrets')) await pool.query('update secrets set sealed = $1', [written]);
      return pool.query(...args);
    },
  } as unknown as typeof pool;
  for await (const _ of reencrypt(racing, new Keyring([NEW, OLD])));
  expect((await pool.query('select sealed from secrets')).rows[0].sealed).toEqual(written);

  const done = await reencryptWith(NEW, { name: 'old', key: randomBytes(32) });
  expect(done.find(({ column }) => column === 'secrets.sealed')).toEqual({
    column: 'secrets.sealed',
    resealed: 0,
    unreadable: [[id]],
  });
  expect((await pool.query('select sealed from secrets')).rows[0].sealed).toEqual(written);
});
