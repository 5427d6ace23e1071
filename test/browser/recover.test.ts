import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebhook } from '../support/flows.js';
import { missEvents } from '../support/miss-events.js';
import { until } from '../support/until.js';
import { axeFindings } from './support/axe.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

const COUNT = 50;
const MISSED = 30;
/** So many are queued before a recovery waits for the queue. */
const PAGE = 200;
const REST = 25;
/** Tall enough that all of their rows are drawn. */
const TALL = { viewport: { width: 1440, height: 3_400 } };

describe.skipIf(!findBrowser())('Recover on the page', { timeout: 600_000 }, () => {
  let scene: PageScene;
  beforeAll(async () => {
    scene = await openPageScene();
  }, 300_000);
  afterAll(() => scene?.close(), 120_000);

  it('sends 50 failed deliveries again: counted first, watched over a reload, all of them delivered once', async () => {
    const { instance, receiver } = scene;
    receiver.answer({ status: 503 });
    const { id: webhookId } = await createWebhook(instance, {
      url: `${receiver.url}/hooks`,
      events: ['lead.created'],
      retryPolicy: { delaysSeconds: [] },
    });
    const events = Array.from({ length: COUNT }, (_, n) => ({
      event: 'lead.created',
      data: { leadId: `lead-${n}` },
    }));
    await instance.request('POST', '/events/batch', { body: { events } });
    await until(async () => {
      const { body } = await instance.request(
        'GET',
        `/deliveries?webhookId=${webhookId}&status=failed&limit=250`,
      );
      return body.data.length === COUNT || undefined;
    });

    receiver.answer({ status: 200 });
    // Held in the middle, for as long as the test looks at it.
    await instance.request('POST', `/webhooks/${webhookId}/pause`);
    const page = await scene.signIn(undefined, TALL);
    await page.goto(`/deliveries?webhookId=${webhookId}`);
    await page.getByRole('link', { name: 'Recover' }).click();
    const start = page.getByRole('region', { name: 'Start' });
    await start.getByText(String(COUNT), { exact: true }).waitFor();
    await start.getByText(/is paused/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await start.getByRole('button', { name: 'Recover failed' }).click();

    await page.waitForURL('**/recover/rpl_*');
    await page.getByText(`${COUNT} of ${COUNT} sent, completed`).waitFor();
    await page.reload();
    await page.getByText(`${COUNT} of ${COUNT} sent, completed`).waitFor();
    const statuses = (word: string) => page.locator('[data-row]').getByText(word, { exact: true });
    await statuses('held')
      .nth(COUNT - 1)
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await instance.request('POST', `/webhooks/${webhookId}/resume`);
    await statuses('delivered')
      .nth(COUNT - 1)
      .waitFor({ timeout: 240_000 });
    expect(receiver.requests.length).toBe(2 * COUNT);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(COUNT);
    await page.context().close();
  });

  it('sends the events that a webhook missed, counted first, and none of them twice', async () => {
    const { instance, receiver } = scene;
    receiver.answer({ status: 200 });
    await missEvents(instance, MISSED);
    const { id: webhookId } = await createWebhook(instance, {
      url: `${receiver.url}/late`,
      events: ['lead.created'],
    });
    const arrived = () => receiver.requests.filter(({ path }) => path === '/late');
    const page = await scene.signIn(undefined, TALL);
    await page.goto(`/settings/webhook/${webhookId}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Send missed events' }).click();
    const start = page.getByRole('region', { name: 'Start' });
    // What the test before left behind was missed too: its events are as old as these.
    await start.getByText(String(MISSED + COUNT), { exact: true }).waitFor();
    await start.getByRole('button', { name: 'Send missed events' }).click();
    await page.waitForURL('**/recover/rpl_*');
    await page.getByText(`${MISSED + COUNT} of ${MISSED + COUNT} sent, completed`).waitFor();
    await until(async () => arrived().length >= MISSED + COUNT || undefined);

    await page.goto(`/recover?webhookId=${webhookId}&include=missing`);
    await start.getByText('There is nothing of that kind in this time.').waitFor();
    expect(await start.getByRole('button', { name: 'Send missed events' }).isDisabled()).toBe(true);
    expect(new Set(arrived().map(({ headers }) => headers['webhook-id'])).size).toBe(MISSED + COUNT);
    expect(arrived().length).toBe(MISSED + COUNT);
    await page.context().close();
  });

  it('is cancelled midway, over a reload: what was queued is sent, the rest stays as it was', async () => {
    const { instance, receiver } = scene;
    receiver.answer({ status: 200 });
    await missEvents(instance, PAGE + REST);
    const { id: webhookId } = await createWebhook(instance, {
      url: `${receiver.url}/half`,
      events: ['lead.created'],
    });
    // Paused: the queue is not emptied, and the recovery waits for that after its first page.
    await instance.request('POST', `/webhooks/${webhookId}/pause`);
    const page = await scene.signIn();
    await page.goto(`/recover?webhookId=${webhookId}&include=missing`);
    await page.getByRole('button', { name: 'Send missed events' }).click();
    await page.waitForURL('**/recover/rpl_*');
    await page.getByText(new RegExp(`^${PAGE} of \\d+ sent …$`)).waitFor();
    await page.reload();
    await page.getByText(new RegExp(`^${PAGE} of \\d+ sent …$`)).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(new RegExp(`^${PAGE} of \\d+ sent, cancelled$`)).waitFor();
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);

    await instance.request('POST', `/webhooks/${webhookId}/resume`);
    const delivered = await until(async () => {
      const { body } = await instance.request('GET', `/deliveries?webhookId=${webhookId}&limit=250`);
      const rows = body.data as { status: string }[];
      return rows.every(({ status }) => status === 'delivered') ? rows.length : undefined;
    });
    expect(delivered).toBe(PAGE);
    expect(receiver.requests.filter(({ path }) => path === '/half').length).toBe(PAGE);
    await page.context().close();
  });
});
