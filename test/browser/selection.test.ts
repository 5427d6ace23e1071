import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebhook, emit } from '../support/flows.js';
import { until } from '../support/until.js';
import { axeFindings } from './support/axe.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

const LEADS = ['lead-1', 'lead-2', 'lead-3', 'lead-4', 'lead-5'];

describe.skipIf(!findBrowser())('Selected deliveries', { timeout: 300_000 }, () => {
  let scene: PageScene;
  beforeAll(async () => {
    scene = await openPageScene();
    scene.receiver.answer({ status: 503 });
    await createWebhook(scene.instance, {
      url: `${scene.receiver.url}/hooks`,
      events: ['lead.*'],
      retryPolicy: { delaysSeconds: [] },
    });
    for (const leadId of LEADS) await emit(scene.instance, 'lead.created', JSON.stringify({ leadId }));
    await until(async () => {
      const { body } = await scene.instance.request('GET', '/deliveries?status=failed');
      return body.data.length === LEADS.length || undefined;
    });
  }, 300_000);
  afterAll(() => scene?.close(), 120_000);

  it('are sent again together, picked by keyboard and by pointer, and no other is', async () => {
    const page = await scene.signIn();
    await page.goto('/deliveries');
    const row = (leadId: string) => page.getByRole('row', { name: new RegExp(leadId) });
    await row('lead-1').waitFor();
    // The newest is on top: lead-5.
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.getByRole('checkbox', { name: 'Select lead.created about lead-4' }).click();
    await page.getByRole('checkbox', { name: 'Select lead.created about lead-2' }).click({
      modifiers: ['Shift'],
    });
    await page.getByText('4 selected').waitFor();
    await page.getByRole('checkbox', { name: 'Select lead.created about lead-3' }).press('Space');
    await page.getByText('3 selected').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    scene.receiver.answer({ status: 200 });
    await page.getByRole('button', { name: 'Redeliver selected' }).click();
    const dialog = page.getByRole('dialog', { name: 'Redeliver 3 deliveries?' });
    await dialog.getByRole('button', { name: 'Redeliver', exact: true }).click();
    await page.getByText('3 deliveries are sent again.').waitFor();
    for (const leadId of ['lead-5', 'lead-4', 'lead-2']) await row(leadId).getByText('delivered').waitFor();
    for (const leadId of ['lead-3', 'lead-1']) await row(leadId).getByText('failed').waitFor();
    expect(await page.getByRole('button', { name: 'Redeliver selected' }).count()).toBe(0);
    expect(scene.receiver.requests.length).toBe(LEADS.length + 3);
    await page.context().close();
  });

  it('cannot be picked by who may only read', async () => {
    const { body } = await scene.instance.request('POST', '/api-keys', {
      body: { name: 'Dashboards', role: 'read', workspaceId: 'default' },
    });
    const page = await scene.signIn(body.key);
    await page.goto('/deliveries');
    await page.getByText('lead-1', { exact: true }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.context().close();
  });
});
