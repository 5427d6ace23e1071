import { type Page, chromium } from 'playwright-core';
import { parsePublicId } from '../src/ids.js';
import { findBrowser } from '../screenshots/find-browser.js';
import { openInstallation } from '../screenshots/installation.js';
import { seedDeliveries } from '../test/support/seed-deliveries.js';
import { percentile } from './processor-time.js';

// `npm run figures:page`: how a list of 10,000 deliveries scrolls, in a real browser, on the machine at hand.

const DELIVERIES = 10_000;
/** A flick of the wheel, sixty times a second: three screens of 800 px in a second. */
const PX_A_FRAME = 40;
/** Once to its end, as fast as a scroll bar is dragged: its pages are asked for meanwhile. */
const DRAGGED_PX_A_FRAME = 2_000;
const SECONDS = 15;

interface Scrolled {
  frameMs: number[];
  longTasksMs: number[];
  mostRows: number;
  framesWithGap: number;
}

const installation = await openInstallation({});
const { url, apiKey, posthorn, database, close } = installation;
try {
  const webhook = await posthorn.webhooks.create({ url: 'https://crm.example.com/hooks', events: ['*'] });
  await seedDeliveries(database, parsePublicId('wh', webhook.id)!, DELIVERIES);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  const page = await browser.newPage({ baseURL: url, viewport: { width: 1280, height: 800 } });
  await page.goto('/sign-in');
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/settings/webhook');
  await page.goto('/deliveries');
  await page.getByText('lead-1', { exact: true }).waitFor();
  tell('dragged to its end', await scroll(page, DRAGGED_PX_A_FRAME, 'end'));
  await page.evaluate('scrollTo(0, 0)');
  await page.getByText('lead-1', { exact: true }).waitFor();
  tell(`scrolled for ${SECONDS} s`, await scroll(page, PX_A_FRAME, SECONDS * 60));
  await browser.close();
} finally {
  await close();
}

/** So many frames, or until the last row is there. A gap is a frame in which a part of the window's middle has no row. */
function scroll(page: Page, px: number, frames: number | 'end'): Promise<Scrolled> {
  return page.evaluate<Scrolled>(`new Promise((done) => {
    const frameMs = [];
    const longTasksMs = [];
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => longTasksMs.push(duration)));
    observer.observe({ type: 'longtask' });
    let mostRows = 0;
    let framesWithGap = 0;
    let before = performance.now();
    const step = (now) => {
      frameMs.push(now - before);
      before = now;
      const rows = [...document.querySelectorAll('[data-row]')];
      mostRows = Math.max(mostRows, rows.length);
      const middle = innerHeight / 2;
      const boxes = rows.map((row) => row.getBoundingClientRect());
      if (!boxes.some(({ top, bottom }) => top <= middle && bottom >= middle)) framesWithGap++;
      const isOver = ${JSON.stringify(frames)} === 'end'
        ? rows.some((row) => row.textContent.includes('lead-${DELIVERIES}')) : frameMs.length >= ${JSON.stringify(frames)};
      if (isOver) {
        observer.disconnect();
        done({ frameMs: frameMs.slice(1), longTasksMs, mostRows, framesWithGap });
        return;
      }
      scrollBy({ top: ${px}, behavior: 'instant' });
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`);
}

function tell(what: string, { frameMs, longTasksMs, mostRows, framesWithGap }: Scrolled): void {
  const of = (fraction: number): string => percentile(frameMs, fraction).toFixed(1);
  const late = frameMs.filter((ms) => ms > 50).length;
  console.log(
    [
      `${DELIVERIES} deliveries, ${what}: ${frameMs.length} frames`,
      `  a frame every p50 ${of(0.5)}, p95 ${of(0.95)}, p99 ${of(0.99)} ms; ${late} over 50 ms, the longest ${Math.max(...frameMs).toFixed(0)} ms`,
      `  long tasks: ${longTasksMs.length}, the longest ${Math.max(0, ...longTasksMs).toFixed(0)} ms`,
      `  rows in the document: ${mostRows} at most; frames with a gap: ${framesWithGap}`,
    ].join('\n'),
  );
}
