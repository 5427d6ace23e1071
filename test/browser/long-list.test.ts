import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicId } from '../../src/ids.js';
import { createWebhook } from '../support/flows.js';
import { seedDeliveries } from '../support/seed-deliveries.js';
import { until } from '../support/until.js';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

const COUNT = 10_000;
const HEIGHT_PX = 900;
/** What 900 px show, and what is drawn beyond both edges. */
const MOST_ROWS = 60;

interface Seen {
  /** Of the rows that are drawn, from 2. */
  indices: number[];
  subjects: string[];
  /** Whether rows cover all that the window shows of the list's middle. */
  isCovered: boolean;
}

describe.skipIf(!findBrowser())('A list of 10,000 deliveries', { timeout: 600_000 }, () => {
  let scene: PageScene;
  beforeAll(async () => {
    scene = await openPageScene({ worker: false });
    const { id } = await createWebhook(scene.instance, { url: `${scene.receiver.url}/hooks`, events: ['*'] });
    await seedDeliveries(scene.instance.ctx.pool, parsePublicId('wh', id)!, COUNT);
  }, 300_000);
  afterAll(() => scene?.close(), 120_000);

  it('is browsed to its end with a windowful of rows at a time: the right ones, and no gap', async () => {
    const page = await scene.signIn(undefined, { viewport: { width: 1280, height: HEIGHT_PX } });
    await page.goto('/deliveries');
    await page.getByText('lead-1', { exact: true }).waitFor();
    expectWindowOf(await look(page));

    let mostRows = 0;
    await until(async () => {
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      const { indices, subjects } = await look(page);
      mostRows = Math.max(mostRows, indices.length);
      return subjects.at(-1) === `lead-${COUNT}` || undefined;
    });
    expect(mostRows).toBeLessThanOrEqual(MOST_ROWS);
    expectWindowOf(await look(page));
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(COUNT + 1));

    // Thousands of rows at once, up and down: what the window shows then is drawn, and whole.
    for (const share of [0.5, 0.1, 0.9, 0.33]) {
      await page.evaluate(`scrollTo(0, ${share} * document.documentElement.scrollHeight)`);
      await until(async () => (await look(page)).isCovered || undefined);
      const seen = await look(page);
      expect(Math.abs(seen.indices[0]! / COUNT - share)).toBeLessThan(0.05);
      expectWindowOf(seen);
    }

    await page.evaluate('scrollTo(0, 0)');
    await page.getByText('lead-1', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.locator('[data-row][data-current]').textContent()).toContain('lead-2');
    await page.context().close();
  });
});

function expectWindowOf({ indices, subjects, isCovered }: Seen): void {
  expect(indices.length).toBeLessThanOrEqual(MOST_ROWS);
  expect(indices).toEqual(indices.map((_, n) => indices[0]! + n));
  expect(subjects).toEqual(indices.map((index) => `lead-${index - 1}`));
  expect(isCovered).toBe(true);
}

/** What is drawn, in the order of its place, once the browser has drawn it. */
function look(page: Page): Promise<Seen> {
  return page.evaluate<Seen>(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const rows = [...document.querySelectorAll('[data-row]')].map((row) => ({
      index: Number(row.getAttribute('aria-rowindex')),
      subject: row.querySelector('[class*=subject]').textContent,
      box: row.getBoundingClientRect(),
    })).sort((a, b) => a.index - b.index);
    const list = document.querySelector('[role=table]').getBoundingClientRect();
    const top = Math.max(0, rows.length ? list.top + 40 : 0);
    const bottom = Math.min(innerHeight, list.bottom - 60);
    const covers = (y) => rows.some(({ box }) => box.top <= y && y < box.bottom + 1);
    const steps = Array.from({ length: 40 }, (_, n) => top + (bottom - top) * n / 40);
    done({ indices: rows.map(({ index }) => index), subjects: rows.map(({ subject }) => subject), isCovered: steps.every(covers) });
  })))`);
}
