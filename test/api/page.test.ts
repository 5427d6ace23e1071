import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import express from 'express';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageRouter } from '../../src/api/page/router.js';
import { problemHandler } from '../../src/api/problem.js';
import { loadConfig } from '../../src/complete-config.js';
import { createLogger } from '../../src/logger.js';
import { type Instance, startInstance } from '../support/instance.js';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const SCRIPT = `console.log('${'x'.repeat(2_000)}');`;
const INDEX = `<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/assets/index-abc.js" nonce="__CSP_NONCE__"></script>`;
const ENV = {
  DATABASE_URL: 'postgres://nowhere.invalid/x',
  TEMPORAL_ADDRESS: 'nowhere.invalid:7233',
  ADMIN_API_KEY: 'an-admin-key-for-the-page',
  ENCRYPTION_KEYS: `k:${Buffer.alloc(32).toString('base64')}`,
  LOG_LEVEL: 'silent',
};

const closers: (() => unknown)[] = [];
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'posthorn-page-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), INDEX);
  await writeFile(join(directory, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(directory, 'assets', 'index-abc.js'), SCRIPT);
  await writeFile(join(directory, 'assets', 'small-abc.css'), 'p{}');
});
afterAll(async () => {
  for (const close of closers) await close();
  await rm(directory, { recursive: true });
});

/** A server of the page alone, built from `folder`. */
async function serve(env: Record<string, string> = {}, folder = directory): Promise<string> {
  const config = loadConfig({ ...ENV, ...env });
  const app = express();
  app.use(await pageRouter(config, pathToFileURL(`${folder}/`)));
  app.use((_req, res) => void res.status(404).send('none of the page'));
  app.use(problemHandler(createLogger(config)));
  const server: Server = createServer(app).listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function get(
  url: string,
  headers: Record<string, string> = {},
  method: 'GET' | 'HEAD' | 'POST' = 'GET',
) {
  const answer = await request(url, { method, headers });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString('utf8') };
}

describe('the page', () => {
  let base: string;
  beforeAll(async () => {
    base = await serve();
  });

  it.each(['/', '/settings/webhook'])('is at %s for whoever asks', async (path) => {
    for (const headers of [{}, HTML]) {
      const { status, text, headers: answered } = await get(base + path, headers);
      expect([status, answered['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(text).toContain('/assets/index-abc.js');
    }
  });

  it.each([
    '/settings/webhook/wh_1/deliveries',
    '/sign-in',
    '/deliveries/dlv_1',
    '/event-types/lead.created',
  ])('answers a browser at %s, which only its own router knows', async (path) => {
    expect((await get(base + path, HTML)).text).toContain('/assets/index-abc.js');
    expect((await get(base + path, HTML, 'HEAD')).status).toBe(200);
    expect((await get(base + path, { accept: '*/*' })).status).toBe(404);
    expect((await get(base + path, HTML, 'POST')).status).toBe(404);
  });

  it.each(['/api', '/api/v1/nothing', '/docs/nothing', '/metrics/x', '/livez/x', '/readyz/x', '/portal/x/y'])(
    'is not what a browser gets at %s',
    async (path) => {
      expect((await get(base + path, HTML)).text).toBe('none of the page');
    },
  );

  it('is under a policy that lets in nothing but its own files, and a nonce used once', async () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const { headers, text } = await get(`${base}/`);
      const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? '';
      nonces.add(nonce);
      expect(text.split(`nonce="${nonce}"`)).toHaveLength(3);
      expect(text).not.toContain('__CSP_NONCE__');
      expect(String(headers['content-security-policy']).split('; ')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ]);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    }
    expect(nonces.size).toBe(3);
    for (const nonce of nonces) expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
  });

  it('may be framed by the sites in PORTAL_ORIGINS alone', async () => {
    const embedded = await serve({
      PUBLIC_URL: 'https://hooks.example.com',
      PORTAL_ORIGINS: 'https://app.example.com, https://crm.example.org:8443',
    });
    const { headers } = await get(`${embedded}/`);
    expect(headers['content-security-policy']).toContain(
      'frame-ancestors https://app.example.com https://crm.example.org:8443;',
    );
    expect(headers['x-frame-options']).toBeUndefined();
  });
});

describe('a file of the page', () => {
  let base: string;
  beforeAll(async () => {
    base = await serve();
  });

  it('with a hash in its name is kept for ever, and compressed for who takes that', async () => {
    const { headers, bytes } = await get(`${base}/assets/index-abc.js`, { 'accept-encoding': 'br, gzip' });
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      vary: 'accept-encoding',
    });
    expect(gunzipSync(bytes).toString()).toBe(SCRIPT);
    const plain = await get(`${base}/assets/index-abc.js`, { 'accept-encoding': 'identity' });
    expect([plain.text, plain.headers['content-encoding']]).toEqual([SCRIPT, undefined]);
    expect((await get(`${base}/assets/small-abc.css`, { 'accept-encoding': 'gzip' })).text).toBe('p{}');
  });

  it('without one is asked for again', async () => {
    const { headers } = await get(`${base}/icon.svg`);
    expect(headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
  });

  it('that an update took away is a 404, not the page', async () => {
    for (const path of ['/assets/index-old.js', '/assets/', '/assets/..%2f..%2fpackage.json'])
      expect((await get(base + path, HTML)).status).toBe(404);
    expect((await get(`${base}/assets/..%2findex.html`, HTML)).text).not.toContain('__CSP_NONCE__');
  });
});

it('a page that was not built says how to build it', async () => {
  const base = await serve({}, join(directory, 'nothing'));
  const { status, text, headers } = await get(`${base}/settings/webhook`);
  expect(status).toBe(200);
  expect(text).toContain('npm run build');
  const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
  expect(text).toContain(`<style nonce="${nonce}">`);
});

describe('the brand', () => {
  it('is the page’s own where nothing is set', async () => {
    const base = await serve();
    const { text } = await get(`${base}/brand.json`);
    expect(JSON.parse(text)).toEqual({ name: null, accentColor: null, logoUrl: null });
    expect((await get(`${base}/brand-logo`)).status).toBe(404);
  });

  it('is what the settings say, its logo a file of this machine that cannot act', async () => {
    const logo = join(directory, 'logo.svg');
    await writeFile(logo, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const base = await serve({ BRAND_NAME: 'Acme Hooks', BRAND_COLOR: '#c0392b', BRAND_LOGO_FILE: logo });
    expect(JSON.parse((await get(`${base}/brand.json`)).text)).toEqual({
      name: 'Acme Hooks',
      accentColor: '#c0392b',
      logoUrl: '/brand-logo',
    });
    const { headers } = await get(`${base}/brand-logo`);
    expect(headers['content-type']).toBe('image/svg+xml');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';.*sandbox$/);
  });

  it('with a logo that cannot be read stops the start, and says which setting is meant', async () => {
    await expect(serve({ BRAND_LOGO_FILE: join(directory, 'missing.png') })).rejects.toThrow(
      'BRAND_LOGO_FILE cannot be read: ENOENT.',
    );
  });

  it.each([
    [{ BRAND_COLOR: 'red; background: url(//evil.example)' }, 'BRAND_COLOR must be a colour'],
    [{ BRAND_LOGO_FILE: '/etc/passwd' }, 'BRAND_LOGO_FILE must be the path of'],
    [
      { PORTAL_ORIGINS: 'https://app.example.com/' },
      'PORTAL_ORIGINS must be a comma-separated list of origins',
    ],
    [
      { PORTAL_ORIGINS: "*; script-src 'unsafe-inline'" },
      'PORTAL_ORIGINS must be a comma-separated list of origins',
    ],
    [
      { PORTAL_ORIGINS: 'https://app.example.com', PUBLIC_URL: 'http://hooks.example.com' },
      'PORTAL_ORIGINS needs a PUBLIC_URL that is https',
    ],
  ])('and its neighbours are checked at the start: %j', (env, message) => {
    expect(() => loadConfig({ ...ENV, ...env })).toThrow(message);
  });
});

describe('in the whole service', () => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance({ worker: false });
  });
  afterAll(() => instance.stop());

  it('the page takes nothing from what else is answered', async () => {
    for (const path of ['/', '/settings/webhook', '/settings/webhook/wh_1'])
      expect((await get(instance.url + path, HTML)).headers['content-security-policy']).toContain(
        "script-src 'self'",
      );
    for (const [path, status] of [
      ['/livez', 200],
      ['/metrics', 200],
      ['/openapi.json', 200],
      ['/docs', 200],
      ['/docs/nothing', 404],
      ['/api/v1/webhooks', 401],
      ['/api/v1/nothing', 404],
      ['/api/v2', 404],
    ] as const) {
      const answer = await get(instance.url + path, HTML);
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.headers['content-security-policy'] ?? '').not.toContain("script-src 'self'");
    }
    expect((await get(`${instance.url}/`, HTML, 'POST')).status).toBe(405);
  });
});
