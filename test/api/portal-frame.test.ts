import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../support/browser.js';
import { type Instance, startInstance } from '../support/instance.js';
import { until } from '../support/until.js';

const executablePath = findBrowser();
const TIMEOUT_MS = 60_000;

/** A site of somebody else: `localhost` is another one than 127.0.0.1, where the service is. */
class Host {
  readonly server: Server;
  frame = '';

  constructor() {
    this.server = createServer((_req, res) => {
      res.setHeader('content-type', 'text/html');
      res.end(`<h1>CRM</h1><iframe src="${this.frame}" width="1000" height="700"></iframe>`);
    });
  }

  async open(): Promise<void> {
    this.server.listen(0, 'localhost');
    await once(this.server, 'listening');
  }

  get origin(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }
}

describe.skipIf(executablePath === undefined)('in a frame on another site', () => {
  let instance: Instance;
  let browser: Browser;
  const host = new Host();
  const stranger = new Host();
  beforeAll(async () => {
    await host.open();
    await stranger.open();
    instance = await startInstance({ worker: false, env: { PORTAL_ORIGINS: host.origin } });
    await instance.request('PUT', '/workspaces/acme', { body: { name: 'Acme' } });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    for (const { server } of [host, stranger]) server.close();
    await instance.stop();
  });

  it(
    'a portal link signs in, and what the page then changes is taken, within its own policy',
    async () => {
      const link = { body: { role: 'manage' } };
      const { body } = await instance.request('POST', '/workspaces/acme/portal-links', link);
      host.frame = instance.url + new URL(body.url).pathname;
      const context = await browser.newContext();
      const page = await context.newPage();
      const violations: string[] = [];
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) violations.push(message.text());
      });
      await page.goto(host.origin);
      const create = page.frameLocator('iframe').getByText('Create webhook').first();
      await create.waitFor({ timeout: TIMEOUT_MS });
      const frame = page.frames().find((one) => one.url().startsWith(instance.url))!;
      const status = await frame.evaluate(async () => {
        const answer = await fetch('/api/v1/webhooks', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ url: 'http://127.0.0.1:4999/framed', events: ['*'] }),
        });
        return answer.status;
      });
      expect(status).toBe(201);
      const asAcme = { headers: { 'x-workspace-id': 'acme' } };
      expect((await instance.request('GET', '/webhooks', asAcme)).body.data).toMatchObject([
        { url: 'http://127.0.0.1:4999/framed' },
      ]);
      expect(violations).toEqual([]);

      // The cookie is that frame's alone: not that of the page by itself, nor of a frame elsewhere.
      const alone = await context.newPage();
      await alone.goto(instance.url);
      expect(await alone.evaluate(async () => (await fetch('/api/v1/session')).status)).toBe(401);
    },
    2 * TIMEOUT_MS,
  );

  it(
    'that PORTAL_ORIGINS does not name, the page is not shown',
    async () => {
      stranger.frame = `${instance.url}/settings/webhook`;
      const page = await browser.newPage();
      await page.goto(stranger.origin);
      const url = await until(async () => page.frames()[1]?.url() || undefined);
      expect(url).toMatch(/^chrome-error:/);
    },
    2 * TIMEOUT_MS,
  );
});
