import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
import { type Instance, startInstance } from '../support/instance.js';
import type { RequestOptions } from '../support/request.js';

const HTML = { accept: 'text/html' };
const WEBHOOK = { url: 'http://127.0.0.1:4999/hooks', events: ['*'] };

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
  for (const id of ['acme', 'other'])
    await instance.request('PUT', `/workspaces/${id}`, { body: { name: id } });
});
afterAll(() => instance.stop());

const newLink = async (body: object = {}, workspaceId = 'acme', options: RequestOptions = {}) =>
  instance.request('POST', `/workspaces/${workspaceId}/portal-links`, {
    ...options,
    body: { role: 'manage', expiresInSeconds: 600, ...body },
  });

/** What a browser gets that opens the link. */
async function open(url: string, headers: Record<string, string> = HTML, method: 'GET' | 'HEAD' = 'GET') {
  const answer = await request(instance.url + new URL(url).pathname, { method, headers });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, text };
}

const cookieIn = (headers: Record<string, unknown>) => String(headers['set-cookie']).split(';')[0]!;

async function signInTo(workspaceId: string, role: string): Promise<string> {
  const { body } = await newLink({ role }, workspaceId);
  return cookieIn((await open(body.url)).headers);
}

const call = (
  cookie: string,
  method: string,
  path: string,
  { headers = {}, ...options }: RequestOptions = {},
) =>
  instance.request(method, path, {
    key: null,
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
    ...options,
  });

describe('a portal link', () => {
  it('is made by an admin, for a workspace that exists', async () => {
    const { status, body } = await newLink();
    expect(status).toBe(201);
    expect(body.url).toMatch(new RegExp(`^${instance.ctx.config.publicUrl}/portal/[A-Za-z0-9_-]{43}$`));
    const seconds = (Date.parse(body.expiresAt) - Date.now()) / 1_000;
    expect(seconds).toBeGreaterThan(300);
    expect(seconds).toBeLessThan(900);
    expect((await newLink({}, 'nobody')).status).toBe(404);
    const { body: key } = await instance.request('POST', '/api-keys', {
      body: { name: 'k', role: 'manage', workspaceId: 'acme' },
    });
    expect((await newLink({}, 'acme', { key: key.key })).status).toBe(403);
  });

  it.each([
    { role: 'admin' },
    { role: 'emit' },
    { role: undefined },
    { expiresInSeconds: 0 },
    { expiresInSeconds: 604_801 },
    { expiresInSeconds: 1.5 },
    { workspaceId: 'other' },
  ])('with %j is refused as input', async (body) => {
    expect((await newLink(body)).status).toBe(422);
  });

  it('lets the first in who opens it, and leads to the page', async () => {
    const { body } = await newLink({ role: 'read' });
    const { status, headers } = await open(body.url);
    expect([status, headers['location'], headers['cache-control'], headers['referrer-policy']]).toEqual([
      302,
      '/settings/webhook',
      'no-store',
      'no-referrer',
    ]);
    expect(headers['set-cookie']).toMatch(
      /^posthorn_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    const session = await call(cookieIn(headers), 'GET', '/session');
    expect(session.body).toEqual({
      role: 'read',
      workspaceId: 'acme',
      expiresAt: expect.any(String),
      actor: 'portal',
      webhookDefaults: expect.objectContaining({ timeoutMs: 5_000, successStatus: '2xx' }),
    });
  });

  it('is gone for the second, who is told what to do', async () => {
    const { body } = await newLink();
    await open(body.url);
    const { status, headers, text } = await open(body.url);
    expect([status, headers['content-type'], headers['set-cookie']]).toEqual([
      410,
      'text/html; charset=utf-8',
      undefined,
    ]);
    expect(text).toContain('Ask whoever gave it to you for a new one');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('lets in one of many who open it at once', async () => {
    const { body } = await newLink();
    const answers = await Promise.all(Array.from({ length: 10 }, () => open(body.url)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([302, ...Array<number>(9).fill(410)]);
  });

  it('is gone once it has expired, as one that never was', async () => {
    const { body } = await newLink();
    await instance.ctx.pool.query(`update portal_links set expires_at = now() where used_at is null`);
    expect((await open(body.url)).status).toBe(410);
    for (const path of [`/portal/${'A'.repeat(43)}`, '/portal/x', '/portal/%00'])
      expect((await open(instance.url + path)).status).toBe(410);
  });

  it('is not used up by what only looks ahead', async () => {
    const { body } = await newLink();
    expect((await open(body.url, HTML, 'HEAD')).status).toBe(200);
    for (const headers of [
      { 'sec-purpose': 'prefetch' },
      { 'sec-purpose': 'prefetch;prerender' },
      { purpose: 'prefetch' },
      { 'x-moz': 'prefetch' },
    ]) {
      const ahead = await open(body.url, { ...HTML, ...headers });
      expect([ahead.status, ahead.headers['set-cookie']]).toEqual([503, undefined]);
    }
    expect((await open(body.url)).status).toBe(302);
  });

  it('takes the place of a session that the browser had', async () => {
    const admin = await instance.request('POST', '/session', {
      key: null,
      body: { apiKey: instance.adminKey },
    });
    const { body } = await newLink();
    const { headers } = await open(body.url, { ...HTML, cookie: cookieIn(admin.headers) });
    expect((await call(cookieIn(headers), 'GET', '/session')).body.actor).toBe('portal');
  });

  it('is not in the database, and neither is its session', async () => {
    const { body } = await newLink();
    const { headers } = await open(body.url);
    const { rows } = await instance.ctx.pool.query(
      `select p::text as text from portal_links p union all select s::text from sessions s`,
    );
    const kept = JSON.stringify(rows);
    expect(kept).not.toContain(body.url.split('/').at(-1));
    expect(kept).not.toContain(cookieIn(headers).split('=')[1]);
  });

  it('and what is done through it are on record', async () => {
    await instance.request('PUT', '/workspaces/recorded', { body: { name: 'Recorded' } });
    const cookie = await signInTo('recorded', 'manage');
    await call(cookie, 'POST', '/webhooks', { body: WEBHOOK });
    await instance.request('DELETE', '/workspaces/recorded/portal-links');
    const { body } = await instance.request('GET', '/audit', { headers: { 'x-workspace-id': 'recorded' } });
    expect(
      body.data
        .filter(({ workspaceId }: { workspaceId: string }) => workspaceId === 'recorded')
        .map(({ action, actor }: { action: string; actor: string }) => [action, actor])
        .toReversed(),
    ).toEqual([
      ['portal-link.created', 'admin'],
      ['session.created', 'portal'],
      ['webhook.created', 'portal'],
      ['portal-link.revoked', 'admin'],
    ]);
  });
});

describe('a session of a portal link', () => {
  it('may what its role may, save making keys that outlast it', async () => {
    const manage = await signInTo('acme', 'manage');
    expect((await call(manage, 'POST', '/webhooks', { body: WEBHOOK })).status).toBe(201);
    const key = { name: 'for ever', role: 'manage' };
    expect((await call(manage, 'POST', '/api-keys', { body: key })).status).toBe(403);
    expect(
      (await call(manage, 'POST', '/workspaces/acme/portal-links', { body: { role: 'read' } })).status,
    ).toBe(403);
    const read = await signInTo('acme', 'read');
    expect((await call(read, 'GET', '/webhooks')).status).toBe(200);
    expect((await call(read, 'POST', '/webhooks', { body: WEBHOOK })).status).toBe(403);
    expect((await call(read, 'GET', '/audit')).status).toBe(403);
  });

  it('must come from the page itself to change anything', async () => {
    const cookie = await signInTo('acme', 'manage');
    const { status } = await call(cookie, 'POST', '/webhooks', {
      body: WEBHOOK,
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(status).toBe(403);
  });

  it('ends when an admin ends the portal access of its workspace, and keys go on', async () => {
    const [cookie, other] = [await signInTo('acme', 'read'), await signInTo('other', 'read')];
    const { body: unused } = await newLink();
    const { body: key } = await instance.request('POST', '/api-keys', {
      body: { name: 'k', role: 'read', workspaceId: 'acme' },
    });
    const ofKey = await instance.request('POST', '/session', { key: null, body: { apiKey: key.key } });
    expect((await instance.request('DELETE', '/workspaces/acme/portal-links')).status).toBe(204);
    expect((await call(cookie, 'GET', '/webhooks')).status).toBe(401);
    expect((await open(unused.url)).status).toBe(410);
    expect((await call(other, 'GET', '/webhooks')).status).toBe(200);
    expect((await call(cookieIn(ofKey.headers), 'GET', '/webhooks')).status).toBe(200);
    expect((await instance.request('DELETE', '/workspaces/nobody/portal-links')).status).toBe(404);
  });

  it('ends with its workspace, and so does an unused link', async () => {
    await instance.request('PUT', '/workspaces/short', { body: { name: 'Short' } });
    const cookie = await signInTo('short', 'manage');
    const { body } = await newLink({}, 'short');
    await instance.request('DELETE', '/workspaces/short');
    expect((await call(cookie, 'GET', '/webhooks')).status).toBe(401);
    expect((await open(body.url)).status).toBe(410);
  });

  it('does not end with the key that made the link', async () => {
    const { body: admin } = await instance.request('POST', '/api-keys', {
      body: { name: 'a', role: 'admin' },
    });
    const { body } = await newLink({}, 'acme', { key: admin.key });
    await instance.ctx.pool.query(`update api_keys set revoked_at = now() where id = $1`, [
      parsePublicId('key', admin.id),
    ]);
    const { headers } = await open(body.url);
    expect((await call(cookieIn(headers), 'GET', '/webhooks')).status).toBe(200);
  });
});

it('where the page may be framed, the cookie is one that browsers send in a frame, and keep to that site', async () => {
  const embedding = await startInstance({
    worker: false,
    env: { PUBLIC_URL: 'https://hooks.example.com', PORTAL_ORIGINS: 'https://app.example.com' },
  });
  try {
    const { body } = await embedding.request('POST', '/workspaces/default/portal-links', {
      body: { role: 'read' },
    });
    expect(body.url).toMatch(/^https:\/\/hooks\.example\.com\/portal\//);
    const answer = await request(embedding.url + new URL(body.url).pathname);
    await answer.body.dump();
    expect(answer.headers['set-cookie']).toMatch(/; HttpOnly; SameSite=None; Secure; Partitioned$/);
    const gone = await request(embedding.url + new URL(body.url).pathname);
    await gone.body.dump();
    expect(gone.headers['content-security-policy']).toContain('frame-ancestors https://app.example.com;');
  } finally {
    await embedding.stop();
  }
});
