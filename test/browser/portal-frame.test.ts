import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

const TIMEOUT_MS = 120_000;

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

describe.skipIf(findBrowser() === undefined)('in a frame on another site', () => {
  let scene: PageScene;
  const host = new Host();
  const stranger = new Host();
  beforeAll(async () => {
    await host.open();
    await stranger.open();
    scene = await openPageScene({ worker: false, env: { PORTAL_ORIGINS: host.origin } });
    await scene.instance.request('PUT', '/workspaces/acme', { body: { name: 'Acme' } });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await scene.close();
    for (const { server } of [host, stranger]) server.close();
  });

  it(
    'a portal link signs in, and what the page then changes is taken, within its own policy',
    async () => {
      const { instance } = scene;
      const link = { body: { role: 'manage' } };
      const { body } = await instance.request('POST', '/workspaces/acme/portal-links', link);
      host.frame = instance.url + new URL(body.url).pathname;
      const page = await scene.visit();
      const violations: string[] = [];
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) violations.push(message.text());
      });
      await page.goto(host.origin);
      await page.frameLocator('iframe').getByText('Create webhook').first().waitFor();
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

      // The cookie is that frame's alone: the page by itself, in the same browser, is not signed in.
      const alone = await page.context().newPage();
      await alone.goto(instance.url);
      expect(await alone.evaluate(async () => (await fetch('/api/v1/session')).status)).toBe(401);
    },
    TIMEOUT_MS,
  );

  it(
    'that PORTAL_ORIGINS does not name, the page is not shown',
    async () => {
      stranger.frame = `${scene.instance.url}/settings/webhook`;
      const page = await scene.visit();
      await page.goto(stranger.origin);
      const url = await until(async () => {
        const shown = page.frames()[1]?.url() ?? '';
        return shown === '' || shown === 'about:blank' ? undefined : shown;
      });
      expect(url).toMatch(/^chrome-error:/);
    },
    TIMEOUT_MS,
  );
});
