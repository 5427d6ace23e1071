import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebhook, emit } from '../support/flows.js';
import { axeFindings } from './support/axe.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

describe.skipIf(!findBrowser())('Settings on the page', { timeout: 240_000 }, () => {
  let scene: PageScene;

  beforeAll(async () => {
    scene = await openPageScene();
  }, 240_000);
  afterAll(() => scene?.close(), 120_000);

  it('shows a new key once, and revokes it once that is confirmed', async () => {
    const page = await scene.signIn();
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByRole('button', { name: 'Create key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('The CRM');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const key = (await dialog.locator('code').filter({ hasText: 'ph_' }).textContent()) ?? '';
    const emitted = await scene.instance.request('POST', '/events', { key, body: LEAD });
    expect(emitted.status, emitted.text).toBe(202);

    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('row', { name: /The CRM/ }).waitFor();
    expect(await page.locator('body').textContent()).not.toContain(key);

    await page.getByRole('button', { name: 'Revoke The CRM' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
    await page.getByRole('row', { name: /The CRM/ }).waitFor({ state: 'detached' });
    expect((await scene.instance.request('POST', '/events', { key, body: LEAD })).status).toBe(401);

    await page.goto('/settings/audit?action=api-key.revoked');
    await page.getByRole('row', { name: /admin.*api-key\.revoked/ }).waitFor();
  });

  it('creates a workspace, renames it, and deletes it only when its id is typed', async () => {
    const page = await scene.signIn();
    await page.getByRole('link', { name: 'Workspaces' }).click();
    await page.getByRole('button', { name: 'Create workspace' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Larkspur');
    await page.getByRole('dialog').getByLabel('Id').fill('larkspur');
    await page.getByRole('dialog').getByRole('button', { name: 'Create workspace' }).click();
    await page.getByRole('button', { name: 'Rename Larkspur' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Larkspur Bakery');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();

    await page.getByRole('button', { name: 'Delete Larkspur Bakery' }).click();
    const erase = page.getByRole('dialog').getByRole('button', { name: 'Delete workspace' });
    expect(await erase.isDisabled()).toBe(true);
    await page.getByLabel('Type larkspur to confirm').fill('larkspur');
    await erase.click();
    await page.getByRole('row', { name: /Larkspur/ }).waitFor({ state: 'detached' });
    expect((await scene.instance.request('GET', '/workspaces/larkspur')).status).toBe(404);
  });

  it('lets a portal user of one workspace see nothing of another, by click or by URL', async () => {
    const { instance, receiver } = scene;
    for (const id of ['tenant-a', 'tenant-b'])
      await instance.request('PUT', `/workspaces/${id}`, { body: { name: id } });
    const inWorkspace = (id: string) => ({ headers: { 'x-workspace-id': id } });
    await instance.request('POST', '/webhooks', {
      ...inWorkspace('tenant-a'),
      body: { url: `${receiver.url}/of-a`, events: ['*'] },
    });
    const webhook = await instance.request('POST', '/webhooks', {
      ...inWorkspace('tenant-b'),
      body: { url: `${receiver.url}/secret-of-b`, events: ['*'] },
    });
    const { id: eventId } = await emit(
      instance,
      'lead.created',
      '{"leadId": "secret-of-b"}',
      inWorkspace('tenant-b').headers,
    );
    const event = await instance.request('GET', `/events/${eventId}`, inWorkspace('tenant-b'));
    const deliveryId = (event.body as { deliveries: { id: string }[] }).deliveries[0]!.id;
    const webhookId = (webhook.body as { id: string }).id;

    const admin = await scene.signIn();
    await admin.goto('/settings/portal-links?workspace=tenant-a');
    await admin.getByRole('button', { name: 'Create link' }).click();
    const url = (await admin.getByRole('status').locator('code').textContent()) ?? '';
    const portal = await scene.visit();
    await portal.goto(new URL(new URL(url).pathname, instance.url).href);
    await portal.getByRole('link', { name: /of-a/ }).waitFor();

    for (const name of ['Workspaces', 'Portal links'])
      expect(await portal.getByRole('link', { name }).count()).toBe(0);
    expect(await portal.getByLabel('Workspace', { exact: true }).count()).toBe(0);
    for (const name of ['Deliveries', 'Events', 'Audit']) {
      await portal.getByRole('link', { name, exact: true }).click();
      await portal.getByRole('heading', { name, level: 1 }).waitFor();
      await waitForCalm(portal);
      expect(await portal.locator('main').textContent()).not.toContain('secret-of-b');
    }
    for (const path of [
      `/events/${eventId}`,
      `/deliveries/${deliveryId}`,
      `/settings/webhook/${webhookId}`,
    ]) {
      await portal.goto(`${path}?workspace=tenant-b`);
      await portal.getByRole('alert').first().waitFor();
      expect(await portal.locator('body').textContent()).not.toContain('secret-of-b');
    }
    await portal.goto('/settings/webhook?workspace=tenant-b');
    await portal.getByRole('link', { name: /of-a/ }).waitFor();
    expect(await portal.locator('body').textContent()).not.toContain('secret-of-b');
  });

  it('creates a webhook and shows its test by keyboard alone', async () => {
    const { instance, receiver, visit } = scene;
    const page = await visit();
    await page.goto('/sign-in');
    await tabTo(page, page.getByLabel('API key'));
    await page.keyboard.type(instance.adminKey);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Webhooks', level: 1 }).waitFor();

    await tabTo(page, page.getByRole('link', { name: 'Create webhook' }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByLabel('URL', { exact: true }));
    await page.keyboard.type(`${receiver.url}/by-keyboard`);
    await tabTo(page, page.getByRole('checkbox', { name: 'lead.completed' }));
    await page.keyboard.press('Space');
    await tabTo(page, page.getByRole('button', { name: 'Create and send a test' }));
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Webhook created' }).waitFor();
    await page.getByRole('region', { name: 'Test', exact: true }).getByText('200').first().waitFor();
    expect(receiver.requests.some(({ path }) => path === '/by-keyboard')).toBe(true);
  });

  it.each(['light', 'dark'] as const)('gives axe nothing to find in %s colours', async (colorScheme) => {
    await createWebhook(scene.instance, { url: `${scene.receiver.url}/hooks`, events: ['lead.*'] });
    await scene.instance.request('POST', '/api-keys', { body: { name: 'The CRM', role: 'emit' } });
    const page = await scene.signIn(undefined, { colorScheme, reducedMotion: 'reduce' });
    for (const [path, heading] of [
      ['/settings/api-keys', 'API keys'],
      ['/settings/workspaces', 'Workspaces'],
      ['/settings/portal-links', 'Portal links'],
      ['/settings/audit', 'Audit'],
    ] as const) {
      await page.goto(path);
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await waitForCalm(page);
      expect(await axeFindings(page), path).toEqual([]);
    }
  });
});

const LEAD = { event: 'lead.created', data: { leadId: 'lead-1' } };

/** Everything is there that is going to be. */
async function waitForCalm(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}

/** More stops than any screen has. */
const MOST_STOPS = 120;

async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never leads to ${String(target)}`);
}
