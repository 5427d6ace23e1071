import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReceivedRequest } from '../support/receiver.js';
import { createWebhook } from '../support/flows.js';
import { until } from '../support/until.js';
import { axeFindings } from './support/axe.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

const DATA = { leadId: '4cc8af99-b313-4c1f-b98b-009f38a4721a' };

describe.skipIf(!findBrowser())('Webhooks on the page', { timeout: 300_000 }, () => {
  let scene: PageScene;
  beforeAll(async () => {
    scene = await openPageScene();
  }, 300_000);
  afterAll(() => scene?.close(), 120_000);

  it('creates a webhook whose test arrives at once: two clicks after the URL', async () => {
    const { receiver } = scene;
    const page = await scene.signIn();
    const refused: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text());
    });
    await page.getByText('No webhook yet').waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('link', { name: 'Create webhook' }).click();
    await page.getByRole('textbox', { name: 'URL' }).fill(`${receiver.url}/hooks`);
    await page.getByText('Posthorn can send there.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('switch', { name: 'All events, now and future' }).click();
    await page.getByRole('button', { name: 'Create and send a test' }).click();

    await page.getByText('200 – it works').waitFor();
    const secret = await page.getByRole('region', { name: 'Secret' }).locator('code').textContent();
    const [request] = receiver.requests;
    expect(secretsThatSigned(request!, [secret!])).toEqual([secret]);
    expect(JSON.parse(request!.rawBody.toString())).toMatchObject({ event: 'webhook.test', test: true });
    expect(await axeFindings(page)).toEqual([]);
    expect(refused).toEqual([]);
    await page.context().close();
  });

  it('says while the URL is typed why it cannot be one', async () => {
    const page = await scene.signIn();
    await page.goto('/settings/webhook/create');
    const url = page.getByRole('textbox', { name: 'URL' });
    await url.fill('ftp://files.example.com');
    await page
      .getByText(/https?/)
      .and(page.locator('[aria-live] *'))
      .first()
      .waitFor();
    await url.fill('https://10.0.0.1/hooks');
    await page
      .locator('[aria-live]')
      .getByText(/address/)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Create and send a test' }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it('pauses under load, counts what is held, and delivers all of it when it is resumed', async () => {
    const { instance, receiver } = scene;
    const path = '/paused-under-load';
    const { id } = await createWebhook(instance, { url: `${receiver.url}${path}`, events: ['lead.created'] });
    const emit = async (count: number): Promise<void> => {
      const events = Array.from({ length: count }, () => ({ event: 'lead.created', data: DATA }));
      await instance.request('POST', '/events/batch', { body: { events } });
    };
    const page = await scene.signIn();
    await page.goto(`/settings/webhook/${id}`);
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();

    await emit(30);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await emit(20);
    const held = await until(async () => {
      const { body } = await instance.request('GET', `/webhooks/${id}`);
      return body.heldDeliveries >= 20 ? (body.heldDeliveries as number) : undefined;
    });
    expect(held).toBeGreaterThanOrEqual(20);
    await page.getByText(/\d+ deliveries are held, and none is lost/).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Send them' }).click();
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    const arrived = (): Set<unknown> =>
      new Set(
        receiver.requests
          .filter((request) => request.path === path)
          .map(({ headers }) => headers['webhook-id']),
      );
    await until(async () => arrived().size === 50 || undefined);
    await page.context().close();
  });

  it('rotates the secret: both sign, then the old one no more', async () => {
    const { instance, receiver } = scene;
    const path = '/rotated';
    const { id, secret: old } = await createWebhook(instance, {
      url: `${receiver.url}${path}`,
      events: ['lead.created'],
    });
    const page = await scene.signIn();
    await page.goto(`/settings/webhook/${id}/settings`);
    const card = page.getByRole('region', { name: 'Secret' });
    const rotate = async (grace: string): Promise<string> => {
      await card.getByRole('button', { name: 'Rotate' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('The old one goes on signing for').click();
      await page.getByRole('option', { name: grace }).click();
      await dialog.getByRole('button', { name: 'Rotate' }).click();
      await dialog.waitFor({ state: 'detached' });
      return (await card.locator('code').first().textContent())!;
    };
    const signersOfTheNext = async (secrets: string[]): Promise<string[]> => {
      const before = receiver.requests.length;
      await instance.request('POST', '/events', { body: { event: 'lead.created', data: DATA } });
      const request = await until(async () =>
        receiver.requests.slice(before).find((received) => received.path === path),
      );
      return secretsThatSigned(request, secrets);
    };

    const second = await rotate('24 hours');
    await card.getByText(/it signs for another/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await signersOfTheNext([old, second])).toEqual([old, second]);

    const third = await rotate('Not at all');
    expect(await signersOfTheNext([second, third])).toEqual([third]);
    await page.context().close();
  });
});

/** Those of the secrets that the request verifies with. */
function secretsThatSigned({ headers, rawBody }: ReceivedRequest, secrets: string[]): string[] {
  return secrets.filter((secret) => {
    try {
      new Webhook(secret).verify(rawBody.toString(), headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  });
}
