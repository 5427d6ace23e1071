import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
import { forgetExpired } from '../../src/store/forget-expired.js';
import { type Instance, startInstance } from '../support/instance.js';
import type { RequestOptions } from '../support/request.js';

const WEBHOOK = { url: 'http://127.0.0.1:4999/hooks', events: ['*'] };
const DEFAULTS = {
  retryPolicy: { delaysSeconds: [5, 10] },
  timeoutMs: 7_000,
  successStatus: '200',
};
const FROM_THE_PAGE = { 'sec-fetch-site': 'same-origin' };

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({
    worker: false,
    env: {
      DEFAULT_RETRY_POLICY: JSON.stringify(DEFAULTS.retryPolicy),
      DELIVERY_TIMEOUT_MS: String(DEFAULTS.timeoutMs),
      SUCCESS_STATUS: DEFAULTS.successStatus,
    },
  });
  for (const id of ['acme', 'other'])
    await instance.request('PUT', `/workspaces/${id}`, { body: { name: id } });
});
afterAll(() => instance.stop());

const newKey = async (body: object): Promise<{ id: string; key: string }> =>
  (await instance.request('POST', '/api-keys', { body: { name: 'test', ...body } })).body;

const signIn = (apiKey: string, headers: Record<string, string> = {}) =>
  instance.request('POST', '/session', { key: null, headers, body: { apiKey } });

/** The cookie of a new session, as a browser sends it. */
async function cookieOf(apiKey: string): Promise<string> {
  const { headers } = await signIn(apiKey);
  return String(headers['set-cookie']).split(';')[0]!;
}

/** A call by the page, signed in by this cookie. */
const call = (
  cookie: string,
  method: string,
  path: string,
  { headers = {}, ...options }: RequestOptions = {},
) =>
  instance.request(method, path, {
    key: null,
    headers: { ...FROM_THE_PAGE, ...headers, cookie },
    ...options,
  });

describe('a sign-in', () => {
  it('with the admin key begins a session of the instance, for twelve hours', async () => {
    const { status, headers, body } = await signIn(instance.adminKey);
    expect([status, body]).toEqual([
      200,
      {
        role: 'admin',
        workspaceId: null,
        expiresAt: expect.any(String),
        actor: 'admin',
        webhookDefaults: DEFAULTS,
      },
    ]);
    const hours = (Date.parse(body.expiresAt) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(11);
    expect(hours).toBeLessThan(13);
    expect(headers['set-cookie']).toMatch(
      /^posthorn_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each(['manage', 'read'] as const)(
    "with a key of the role %s gets that key's role and workspace",
    async (role) => {
      const { id, key } = await newKey({ role, workspaceId: 'acme' });
      const cookie = await cookieOf(key);
      const { status, body } = await call(cookie, 'GET', '/session');
      expect([status, body]).toEqual([
        200,
        {
          role,
          workspaceId: 'acme',
          expiresAt: expect.any(String),
          actor: id,
          webhookDefaults: DEFAULTS,
        },
      ]);
    },
  );

  it('with a key that only emits is refused, and told which roles are not', async () => {
    const { key } = await newKey({ role: 'emit', workspaceId: 'acme' });
    const { status, headers, body } = await signIn(key);
    expect([status, body.code, headers['set-cookie']]).toEqual([403, 'forbidden', undefined]);
    expect(body.detail).toMatch(/admin, manage and read/);
  });

  it('with a wrong key is a 401 without a cookie', async () => {
    for (const apiKey of ['wrong', `ph_admin_${'A'.repeat(43)}`]) {
      const { status, headers, body } = await signIn(apiKey);
      expect([status, body.code, headers['set-cookie']]).toEqual([401, 'unauthenticated', undefined]);
    }
  });

  it.each([[{}], [{ apiKey: 7 }], [{ apiKey: 'x', more: 1 }], [[]]])(
    '%j is refused as input',
    async (body) => {
      expect((await instance.request('POST', '/session', { key: null, body })).status).toBe(422);
    },
  );

  it('from another site is refused, even with a right key', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ])
      expect((await signIn(instance.adminKey, headers)).status).toBe(403);
    expect((await signIn(instance.adminKey, { origin: instance.url })).status).toBe(200);
  });

  it('is on record, and keeps nothing that signs in', async () => {
    const { id, key } = await newKey({ role: 'manage', workspaceId: 'acme' });
    const cookie = await cookieOf(key);
    await cookieOf(instance.adminKey);
    const { body } = await call(cookie, 'GET', `/audit?actor=${id}`);
    expect(body.data).toMatchObject([
      { action: 'session.created', workspaceId: 'acme', targets: [], changes: [] },
    ]);
    const { rows } = await instance.ctx.pool.query(
      `select s::text as text from sessions s union all select i::text from idempotency i`,
    );
    const kept = JSON.stringify(rows);
    for (const secret of [cookie.split('=')[1]!, key.slice(-20), instance.adminKey])
      expect(kept).not.toContain(secret);
  });

  it('with an Idempotency-Key is not repeated: its answer is a credential', async () => {
    const headers = { 'idempotency-key': 'session-1' };
    const first = await signIn(instance.adminKey, headers);
    const second = await signIn(instance.adminKey, headers);
    expect(second.headers['idempotent-replayed']).toBeUndefined();
    expect(second.headers['set-cookie']).not.toBe(first.headers['set-cookie']);
  });
});

describe('a session', () => {
  it('may what the role of its key may, in its workspace', async () => {
    const manage = await cookieOf((await newKey({ role: 'manage', workspaceId: 'acme' })).key);
    const created = await call(manage, 'POST', '/webhooks', { body: WEBHOOK });
    expect(created.status).toBe(201);
    expect((await call(manage, 'GET', '/webhooks', { headers: { 'x-workspace-id': 'other' } })).status).toBe(
      403,
    );
    expect((await call(manage, 'GET', '/workspaces')).status).toBe(403);

    const read = await cookieOf((await newKey({ role: 'read', workspaceId: 'acme' })).key);
    expect((await call(read, 'GET', `/webhooks/${created.body.id}`)).status).toBe(200);
    expect((await call(read, 'GET', `/webhooks/${created.body.id}/secret`)).status).toBe(403);
    expect((await call(read, 'DELETE', `/webhooks/${created.body.id}`)).status).toBe(403);
  });

  it('of an admin acts on the workspace that the header names', async () => {
    const cookie = await cookieOf(instance.adminKey);
    const headers = { 'x-workspace-id': 'other' };
    const { body } = await call(cookie, 'POST', '/webhooks', { body: WEBHOOK, headers });
    expect((await call(cookie, 'GET', `/webhooks/${body.id}`, { headers })).status).toBe(200);
    expect((await call(cookie, 'GET', `/webhooks/${body.id}`)).status).toBe(404);
  });

  it('is named in the audit as its key is', async () => {
    const { id, key } = await newKey({ role: 'manage', workspaceId: 'acme' });
    const cookie = await cookieOf(key);
    await call(cookie, 'POST', '/webhooks', { body: WEBHOOK });
    const { body } = await call(cookie, 'GET', '/audit?action=webhook.created&limit=1');
    expect(body.data[0].actor).toBe(id);
  });

  it('gives way to an API key in a header', async () => {
    const admin = await cookieOf(instance.adminKey);
    const { key } = await newKey({ role: 'read', workspaceId: 'acme' });
    expect((await instance.request('GET', '/workspaces', { key, headers: { cookie: admin } })).status).toBe(
      403,
    );
    expect(
      (await instance.request('GET', '/webhooks', { key: 'wrong', headers: { cookie: admin } })).status,
    ).toBe(401);
    expect((await instance.request('GET', '/session', { headers: { cookie: admin } })).status).toBe(401);
  });

  it('is read beside the cookies of others, and beside an older one of its own name', async () => {
    const dead = await cookieOf(instance.adminKey);
    await call(dead, 'DELETE', '/session');
    const live = await cookieOf(instance.adminKey);
    expect((await call(`theme=dark; ${dead}; ${live}; x=y=z`, 'GET', '/session')).status).toBe(200);
    for (const cookie of [dead, 'posthorn_session=', 'posthorn_session=%00', `not${live}`])
      expect((await call(cookie, 'GET', '/session')).status).toBe(401);
  });
});

describe('a change by a session', () => {
  let cookie: string;
  beforeAll(async () => {
    cookie = await cookieOf(instance.adminKey);
  });

  const create = (headers: Record<string, string>) =>
    instance.request('POST', '/webhooks', { key: null, body: WEBHOOK, headers: { cookie, ...headers } });

  it.each([
    ['the browser says that the page made it', { 'sec-fetch-site': 'same-origin' }],
    ['its Origin is the host that was asked', {}],
  ])('is taken where %s', async (_, headers) => {
    const own = Object.keys(headers).length > 0 ? headers : { origin: instance.url };
    expect((await create(own)).status).toBe(201);
  });

  it.each<[string, Record<string, string>]>([
    ['nothing says where it comes from', {}],
    ['another site made it', { 'sec-fetch-site': 'cross-site' }],
    ['another host of the same domain made it', { 'sec-fetch-site': 'same-site' }],
    ['it was typed in or reloaded', { 'sec-fetch-site': 'none' }],
    ['its Origin is another', { origin: 'https://evil.example' }],
    ['its Origin is kept from us', { origin: 'null' }],
    ['its Origin has our host and another port', { origin: 'http://127.0.0.1:1' }],
  ])('is refused with 403 where %s', async (_, headers) => {
    const { status, body } = await create(headers);
    expect([status, body.code]).toEqual([403, 'forbidden']);
  });

  it('needs no such proof to read', async () => {
    const { status } = await instance.request('GET', '/webhooks', {
      key: null,
      headers: { cookie, 'sec-fetch-site': 'cross-site' },
    });
    expect(status).toBe(200);
  });

  it('is not undone by a method that only looks like reading', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect(
        (
          await instance.request(
            method,
            method === 'PUT' ? '/workspaces/acme' : '/webhooks/wh_00000000000000000000000000',
            { key: null, headers: { cookie } },
          )
        ).status,
      ).toBe(403);
  });
});

describe('a session ends', () => {
  const isLive = async (cookie: string) => (await call(cookie, 'GET', '/webhooks')).status === 200;

  it('by signing out, which takes the cookie back, and no other session with it', async () => {
    const { key } = await newKey({ role: 'read' });
    const [cookie, another] = [await cookieOf(key), await cookieOf(key)];
    const { status, headers } = await call(cookie, 'DELETE', '/session');
    expect(status).toBe(204);
    expect(headers['set-cookie']).toMatch(
      /^posthorn_session=; Path=\/; Max-Age=0; HttpOnly; SameSite=Strict$/,
    );
    expect([await isLive(cookie), await isLive(another)]).toEqual([false, true]);
    expect((await call(cookie, 'DELETE', '/session')).status).toBe(401);
  });

  it('with its API key, revoked or expired', async () => {
    const revoked = await newKey({ role: 'read' });
    const expired = await newKey({ role: 'read' });
    const [first, second] = [await cookieOf(revoked.key), await cookieOf(expired.key)];
    expect([await isLive(first), await isLive(second)]).toEqual([true, true]);
    await instance.request('DELETE', `/api-keys/${revoked.id}`);
    await instance.ctx.pool.query(`update api_keys set expires_at = now() where id = $1`, [
      parsePublicId('key', expired.id),
    ]);
    expect([await isLive(first), await isLive(second)]).toEqual([false, false]);
  });

  it('no later than its API key will', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { key } = await newKey({ role: 'read', expiresAt });
    expect((await signIn(key)).body.expiresAt).toBe(expiresAt);
  });

  it('with ADMIN_API_KEY, once that is another one', async () => {
    const cookie = await cookieOf(instance.adminKey);
    const { config } = instance.ctx;
    const adminApiKey = config.adminApiKey;
    config.adminApiKey = 'another-admin-api-key';
    try {
      expect(await isLive(cookie)).toBe(false);
    } finally {
      config.adminApiKey = adminApiKey;
    }
    expect(await isLive(cookie)).toBe(true);
  });

  it('with its workspace', async () => {
    await instance.request('PUT', '/workspaces/short', { body: { name: 'Short' } });
    const cookie = await cookieOf((await newKey({ role: 'manage', workspaceId: 'short' })).key);
    await instance.request('DELETE', '/workspaces/short');
    expect(await isLive(cookie)).toBe(false);
  });

  it('in time, and is then forgotten', async () => {
    const cookie = await cookieOf((await newKey({ role: 'read' })).key);
    await instance.ctx.pool.query(`update sessions set expires_at = now() where role = 'read'`);
    expect(await isLive(cookie)).toBe(false);
    await forgetExpired(instance.ctx.pool, 90);
    const { rows } = await instance.ctx.pool.query(`select from sessions where role = 'read'`);
    expect(rows).toEqual([]);
  });
});

describe('where PUBLIC_URL is https', () => {
  let secure: Instance;
  beforeAll(async () => {
    secure = await startInstance({ worker: false, env: { PUBLIC_URL: 'https://hooks.example.com/' } });
  });
  afterAll(() => secure.stop());

  it('the cookie is Secure, and Origin may be that URL', async () => {
    const { status, headers } = await secure.request('POST', '/session', {
      key: null,
      headers: { origin: 'https://hooks.example.com' },
      body: { apiKey: secure.adminKey },
    });
    expect(status).toBe(200);
    expect(headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Strict; Secure$/);
  });
});

it('sixty failed sign-ins a minute are all that one address gets; a session that is good still works', async () => {
  const limited = await startInstance({ worker: false });
  try {
    const { headers } = await limited.request('POST', '/session', {
      key: null,
      body: { apiKey: limited.adminKey },
    });
    const statuses = new Set<number>();
    for (let n = 0; n < 130; n++)
      statuses.add(
        (await limited.request('POST', '/session', { key: null, body: { apiKey: 'guess' } })).status,
      );
    expect([...statuses]).toEqual([401, 429]);
    const cookie = String(headers['set-cookie']).split(';')[0]!;
    expect((await limited.request('GET', '/session', { key: null, headers: { cookie } })).status).toBe(200);
  } finally {
    await limited.stop();
  }
});
