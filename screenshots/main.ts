import { mkdir, stat, writeFile } from 'node:fs/promises';
import { type Browser, type Page, chromium } from 'playwright-core';
import { findBrowser } from './find-browser.js';
import { HOSTS, fill } from './fill.js';
import { type Installation, openInstallation } from './installation.js';
import { type Shot, shotsOf } from './shots.js';

// `npm run screenshots`: the pictures of README and docs/page.md, of a real installation.
const FOLDER = new URL('../docs/images/', import.meta.url);
const SIZE = { width: 1280, height: 800 };
const MOST_BYTES = 150_000;

const installation = await openInstallation(HOSTS);
try {
  const filled = await fill(installation);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  await mkdir(FOLDER, { recursive: true });
  for (const shot of shotsOf(filled)) await take(browser, installation, shot);
  await browser.close();
} finally {
  await installation.close();
}

async function take(browser: Browser, { url, apiKey }: Installation, shot: Shot): Promise<void> {
  const context = await browser.newContext({
    viewport: { ...SIZE, ...(shot.height !== undefined && { height: shot.height }) },
    colorScheme: shot.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    baseURL: url,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/settings/webhook');
  await page.goto(shot.path);
  await shot.prepare?.(page);
  await settle(page);
  const picture = await page.screenshot({ type: 'png' });
  const file = new URL(`${shot.name}.png`, FOLDER);
  await writeFile(file, picture);
  const { size } = await stat(file);
  if (size > MOST_BYTES) throw new Error(`${shot.name}.png is ${size} bytes, more than ${MOST_BYTES}`);
  process.stdout.write(`docs/images/${shot.name}.png  ${Math.round(size / 1024)} KiB\n`);
  await context.close();
}

/** Everything is there that is going to be. The live stream never ends, so the network is no sign of it. */
async function settle(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
