import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebhook, emit } from '../support/flows.js';
import { axeFindings } from './support/axe.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

const NARROW = { width: 390, height: 844 };

describe.skipIf(!findBrowser())('Every screen that no other test asks', { timeout: 240_000 }, () => {
  let scene: PageScene;
  let screens: [path: string, sign: string][];
  beforeAll(async () => {
    scene = await openPageScene({ worker: false });
    const { id } = await createWebhook(scene.instance, {
      url: `${scene.receiver.url}/a/path/that/is/longer/than/any/column/of/any/table/has/room/for`,
      events: ['*'],
    });
    await emit(scene.instance, 'lead.created', '{"leadId": "lead-1"}');
    screens = [
      ['/settings/webhook', 'Webhooks'],
      [`/settings/webhook/${id}`, 'lead.created'],
      [`/settings/webhook/${id}/settings`, 'Secret'],
      [`/settings/webhook/${id}/test`, 'Send a test'],
      [`/settings/webhook/${id}/statistics`, 'Volume'],
      ['/deliveries', 'lead.created'],
      ['/recover', 'What to send'],
      ['/nowhere', 'There is nothing here'],
    ];
  }, 240_000);
  afterAll(() => scene?.close(), 120_000);

  it.each(['light', 'dark'] as const)(
    'gives axe nothing to find in %s colours, and is no wider than a narrow window',
    async (colorScheme) => {
      const page = await scene.signIn(undefined, { colorScheme, reducedMotion: 'reduce', viewport: NARROW });
      for (const [path, sign] of screens) {
        await page.goto(path);
        await page.getByText(sign, { exact: true }).first().waitFor();
        await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
        expect(await axeFindings(page), path).toEqual([]);
        const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(over, path).toBeLessThanOrEqual(0);
      }
      await page.context().close();
    },
  );
});
