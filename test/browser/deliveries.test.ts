import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../src/free-port.js';
import { type CliRun, runCli } from '../support/cli.js';
import { createWebhook, emit, waitForDelivery } from '../support/flows.js';
import { until } from '../support/until.js';
import { axeFindings } from './support/axe.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

const PATIENCE_MS = 60_000;
/** Tall enough that every row of these tests is drawn. */
const TALL = { viewport: { width: 1440, height: 2_400 } };
const HTML =
  '<!doctype html><h1>Boom</h1><script>globalThis.pwned = 1</script><img src="x" onerror="globalThis.pwned = 2">';

describe.skipIf(!findBrowser())('Deliveries on the page', { timeout: 600_000 }, () => {
  let scene: PageScene;
  const started: CliRun[] = [];

  beforeAll(async () => {
    scene = await openPageScene();
    // What it answers stands in the path.
    scene.receiver.answer(({ path }) => ({
      status: Number(/\/(\d{3})/.exec(path)?.[1] ?? 200),
      headers: { 'content-type': path.includes('html') ? 'text/html' : 'text/plain' },
      body: path.includes('html') ? HTML : 'seen',
    }));
  }, 300_000);
  afterAll(async () => {
    for (const { child } of started) child.kill('SIGKILL');
    await scene?.close();
  }, 120_000);

  const webhookTo = (path: string, eventType: string, more: object = {}) =>
    createWebhook(scene.instance, { url: scene.receiver.url + path, events: [eventType], ...more });

  const emitLead = (eventType: string, leadId: string) =>
    emit(scene.instance, eventType, JSON.stringify({ leadId }));

  /** The list, with nobody pointing at it. */
  const openList = async (page: Page, search: string) => {
    await page.mouse.move(0, 0);
    await page.goto(`/deliveries?${search}`);
  };

  const rows = (page: Page) => page.locator('[data-row]');

  it('leads from a failure to its cause; once the URL is right, Retry now turns it green without a reload', async () => {
    const { id: webhookId } = await webhookTo('/503', 'lead.created');
    const { id: eventId } = await emitLead('lead.created', 'lead-broken');
    await waitForDelivery(scene.instance, eventId, 'retrying', PATIENCE_MS);
    const page = await scene.signIn();
    await openList(page, 'status=retrying');
    await page.evaluate('globalThis.isSamePage = true');
    await page
      .getByRole('row', { name: /lead-broken/ })
      .getByText(/retrying 2\/3/)
      .waitFor();
    await page
      .getByRole('row', { name: /lead-broken/ })
      .getByRole('link')
      .click();
    await page.waitForURL('**/deliveries/dlv_*');
    await page.getByText('HTTP 503', { exact: true }).waitFor();
    await page.getByText(/Attempt 2 of 3/).waitFor();
    await page
      .getByRole('region', { name: 'Where the time went' })
      .getByText(/wait for the answer/)
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page
      .getByRole('main')
      .getByRole('link', { name: new URL(scene.receiver.url).host })
      .click();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByLabel('URL', { exact: true }).fill(`${scene.receiver.url}/mended`);
    await page.getByRole('button', { name: 'Save' }).click();
    await until(async () => {
      const { body } = await scene.instance.request('GET', `/webhooks/${webhookId}`);
      return body.url === `${scene.receiver.url}/mended` || undefined;
    });
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Deliveries' }).click();
    await page
      .getByRole('row', { name: /lead-broken/ })
      .getByRole('link')
      .click();
    await page.getByRole('button', { name: 'Retry now' }).click();
    await page.getByText(/^Delivered/).waitFor();
    await page.getByText('HTTP 200', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Redeliver' }).waitFor();
    expect(await page.evaluate('globalThis.isSamePage')).toBe(true);
    await page.context().close();
  });

  it('shows what a receiver answers as text, whatever it is', async () => {
    await webhookTo('/500/html', 'lead.completed', { retryPolicy: { delaysSeconds: [] } });
    const data = '{"leadId":"lead-html", "amount":12345678901234567890, "rate":1.0, "note":"it\'s"}';
    const { id: eventId } = await emit(scene.instance, 'lead.completed', data);
    const { id } = await waitForDelivery(scene.instance, eventId, 'failed', PATIENCE_MS);
    const page = await scene.signIn(undefined, {
      colorScheme: 'dark',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.goto(`/deliveries/${id}`);
    await page.getByText('<h1>Boom</h1>').waitFor();
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
    expect(await page.locator('main img, main h1:text("Boom")').count()).toBe(0);

    // The bytes that were sent, not what a script would make of them.
    await page.getByRole('region', { name: 'the payload' }).getByText('12345678901234567890').waitFor();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const { rawBody } = scene.receiver.requests.find(({ path }) => path === '/500/html')!;
    expect(rawBody.toString()).toContain(data);
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain(
      `--data-raw '${rawBody.toString().replaceAll("'", String.raw`'\''`)}'`,
    );
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  it('shows new rows by themselves, and lets them wait while somebody points at the list', async () => {
    await webhookTo('/live', 'lead.updated');
    const page = await scene.signIn();
    await openList(page, 'eventType=lead.updated');
    await page.getByText('No delivery matches').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await emitLead('lead.updated', 'lead-first');
    await page
      .getByRole('row', { name: /lead-first/ })
      .getByText('delivered')
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('row', { name: /lead-first/ }).hover();
    await emitLead('lead.updated', 'lead-second');
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await rows(page).count()).toBe(1);
    await page.getByRole('button', { name: '1 new' }).click();
    await page
      .getByRole('row', { name: /lead-second/ })
      .getByText('delivered')
      .waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/deliveries/dlv_*');
    await page.getByText('lead-first').first().waitFor();
    await page.context().close();
  });

  it('catches up after the server was away: nothing is lost, nothing is shown twice', async () => {
    await webhookTo('/away', 'action_log.completed');
    const port = await findFreePort();
    const startApi = async (): Promise<CliRun> => {
      const env = { ...scene.instance.env, PORT: String(port) };
      const run = runCli(['api'], { env });
      started.push(run);
      await until(async () => {
        if (run.child.exitCode !== null) throw new Error(run.output());
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
        return answer?.ok || undefined;
      });
      return run;
    };
    const emitAction = (leadId: string) =>
      emit(
        scene.instance,
        'action_log.completed',
        JSON.stringify({ id: 'a-1', type: 'MESSAGE', status: 'COMPLETED', leadId }),
      );

    const first = await startApi();
    const page = await scene.signIn(undefined, { ...TALL, baseURL: `http://127.0.0.1:${port}` });
    await openList(page, 'eventType=action_log.completed');
    await page.getByText('Live', { exact: true }).waitFor();
    await emitAction('lead-before');
    await page
      .getByRole('row', { name: /lead-before/ })
      .getByText('delivered')
      .waitFor();

    first.child.kill('SIGKILL');
    await first.exited;
    await page.getByText(/Connecting|Not live/).waitFor();
    for (let n = 1; n <= 20; n++) await emitAction(`lead-away-${n}`);
    await startApi();
    await page.getByText('Live', { exact: true }).waitFor();
    await emitAction('lead-after');
    await rows(page).getByText('delivered').nth(21).waitFor({ timeout: 240_000 });
    const ids = await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute('data-row')));
    expect(new Set(ids).size).toBe(22);
    expect(ids.length).toBe(22);
    await page.context().close();
  });
});
