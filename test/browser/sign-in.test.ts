import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './support/axe.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

describe.skipIf(!findBrowser())('Signing in and out', { timeout: 240_000 }, () => {
  let scene: PageScene;
  beforeAll(async () => {
    scene = await openPageScene({ worker: false });
    await scene.instance.request('PUT', '/workspaces/acme', { body: { name: 'Acme' } });
  }, 240_000);
  afterAll(() => scene?.close(), 120_000);

  it('refuses a key that may not use the page, and says which may', async () => {
    const { body } = await scene.instance.request('POST', '/api-keys', {
      body: { name: 'The CRM', role: 'emit' },
    });
    const page = await scene.visit();
    await page.goto('/deliveries');
    await page.getByLabel('API key').fill(body.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/This key has the role emit.* admin, manage and read\./).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByLabel('API key').fill('ph_nothing');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This API key is unknown, revoked or expired.').waitFor();

    await page.getByLabel('API key').fill(scene.instance.adminKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/deliveries');
    await page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
    await page.context().close();
  });

  it('asks a portal user, who has no key, for none: it says how to come back', async () => {
    const link = await scene.instance.request('POST', '/workspaces/acme/portal-links', {
      body: { role: 'manage' },
    });
    const page = await scene.visit();
    await page.goto(new URL(link.body.url).pathname);
    await page.getByText('No webhook yet').waitFor();
    expect(await page.getByRole('link', { name: 'Its documentation' }).getAttribute('target')).toBe('_blank');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await page.getByText(/ask whoever gave you the link for a new one/).waitFor();
    expect(await page.getByLabel('API key').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);

    await page.goto('/events');
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await page.getByRole('button', { name: 'I have an API key' }).click();
    await page.getByLabel('API key').fill(scene.instance.adminKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/events');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    await page.context().close();
  });
});
