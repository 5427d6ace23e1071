import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebhook, emit } from '../support/flows.js';
import { axeFindings } from './support/axe.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

const FAILED_ACTION = `{"id": "59ac65a5-33fe-43a6-924b-134c582a285e", "type": "TOOL_CALL", "status": "FAILED",
  "agentId": "a-1", "leadId": "lead-7", "summary": "<img src=x onerror=alert(1)>"}`;

describe.skipIf(!findBrowser())('Events on the page', { timeout: 240_000 }, () => {
  let scene: PageScene;
  let unmatchedId: string;
  let matchedId: string;

  beforeAll(async () => {
    scene = await openPageScene();
    await createWebhook(scene.instance, { url: `${scene.receiver.url}/hooks`, events: ['lead.*'] });
    ({ id: matchedId } = await emit(scene.instance, 'lead.created', '{"leadId": "lead-1"}'));
    ({ id: unmatchedId } = await emit(scene.instance, 'action_log.failed', FAILED_ACTION));
    await emit(scene.instance, 'lead.updated', '{"leadId": "lead-2"}');
  }, 240_000);
  afterAll(() => scene?.close(), 120_000);

  it('shows an event that matched no webhook, and why', async () => {
    const page = await scene.signIn();
    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await page.getByRole('link', { name: 'lead.created' }).waitFor();
    await page.getByText('Matched no webhook', { exact: true }).click();

    await page.waitForURL('**/events?matched=false');
    await page.getByRole('link', { name: 'lead.created' }).waitFor({ state: 'detached' });
    const row = page.getByRole('row', { name: /action_log\.failed/ });
    await row.getByText('no webhook takes it').waitFor();

    await row.getByRole('link', { name: 'action_log.failed' }).click();
    const why = page.getByRole('region', { name: 'Matched no webhook' });
    await why.getByText('No webhook takes action_log.failed.').waitFor();
    await page
      .getByRole('region', { name: 'the payload' })
      .getByText('<img src=x onerror=alert(1)>')
      .waitFor();
    expect(await page.locator('main img[src="x"]').count()).toBe(0);
  });

  it('tells that the webhook which takes it was created later', async () => {
    const { id } = await emit(scene.instance, 'document.received', DOCUMENT);
    await createWebhook(scene.instance, { url: `${scene.receiver.url}/documents`, events: ['document.*'] });
    const page = await scene.signIn();
    await page.goto(`/events/${id}`);
    await page.getByText(/takes document\.received, but was created .* later\./).waitFor();
  });

  it('finds events by what the URL says, and says so when none is such', async () => {
    const page = await scene.signIn();
    await page.goto('/events?subject=lead-2');
    await page.getByRole('link', { name: 'lead.updated' }).waitFor();
    expect(await page.getByRole('link', { name: 'lead.created' }).count()).toBe(0);
    await page.getByLabel('Subject').fill('nobody');
    await page.getByText('No event matches').waitFor();
    await page.getByRole('button', { name: 'Show all events' }).click();
    await page.getByRole('link', { name: 'lead.created' }).waitFor();
  });

  it('shows where an event went', async () => {
    await scene.receiver.waitForRequests(2, 120_000);
    const page = await scene.signIn();
    await page.goto('/events?subject=lead-1');
    await page.getByRole('link', { name: 'lead.created' }).click();
    const row = page.getByRole('row', { name: /127\.0\.0\.1.*\/hooks/ });
    await row.getByText('delivered').waitFor();
    await row.getByRole('link').click();
    await page.waitForURL('**/deliveries/dlv_*');
  });

  it('erases a payload once that is confirmed, and keeps the record', async () => {
    const page = await scene.signIn();
    await page.goto(`/events/${unmatchedId}`);
    await page.getByRole('button', { name: 'Erase payload' }).click();
    const dialog = page.getByRole('dialog', { name: 'Erase the payload?' });
    await dialog.getByRole('button', { name: 'Erase payload' }).click();
    await page.getByText('The record of the event stays.').waitFor();
    const { body } = await scene.instance.request('GET', `/events/${unmatchedId}`);
    expect(body).toMatchObject({ event: 'action_log.failed', data: null });
  });

  it.each(['light', 'dark'] as const)('gives axe nothing to find in %s colours', async (colorScheme) => {
    const page = await scene.signIn(undefined, { colorScheme, reducedMotion: 'reduce' });
    for (const [path, sign] of [
      ['/events', 'lead.created'],
      [`/events/${matchedId}`, 'Deliveries'],
      [`/events/${unmatchedId}`, 'It matched no webhook'],
      ['/event-types?name=lead.created', 'Taken by'],
      ['/statistics', 'Failed attempts, by cause'],
    ] as const) {
      await page.goto(path);
      await page.locator('main').getByText(sign, { exact: true }).first().waitFor();
      await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
      expect(await axeFindings(page), path).toEqual([]);
    }
  });
});

const DOCUMENT =
  '{"id": "d-1", "filename": "a.pdf", "leadId": "lead-3", "signedUrl": "https://files.example.com/a.pdf"}';
