import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from './support/find-browser.js';
import { type PageScene, openPageScene } from './support/page-scene.js';

const POLICY = { delaysSeconds: [5, 10, 20] };

describe.skipIf(!findBrowser())('On an installation with defaults of its own', { timeout: 240_000 }, () => {
  let scene: PageScene;
  beforeAll(async () => {
    scene = await openPageScene({
      env: {
        DEFAULT_RETRY_POLICY: JSON.stringify(POLICY),
        DELIVERY_TIMEOUT_MS: '7000',
        SUCCESS_STATUS: '200',
      },
    });
  }, 240_000);
  afterAll(() => scene?.close(), 120_000);

  const fillIn = async (page: Page, path: string): Promise<void> => {
    await page.goto('/settings/webhook/create');
    await page.getByRole('textbox', { name: 'URL' }).fill(`${scene.receiver.url}${path}`);
    await page.getByRole('switch', { name: 'All events, now and future' }).click();
  };

  const create = async (page: Page, path: string): Promise<Record<string, unknown>> => {
    await page.getByRole('button', { name: 'Create and send a test' }).click();
    await page.getByText('200 – it works').waitFor();
    const { rows } = await scene.instance.ctx.pool.query<Record<string, unknown>>(
      'select retry_policy, timeout_ms, success_status from webhooks where url = $1',
      [`${scene.receiver.url}${path}`],
    );
    return rows[0]!;
  };

  it('a new webhook follows them, as the form says it does', async () => {
    const page = await scene.signIn();
    await fillIn(page, '/unchanged');
    await page
      .getByRole('button', { name: /4 attempts: at once, after 5 s, after 15 s, after 35 s\./ })
      .waitFor();
    expect(await create(page, '/unchanged')).toEqual({
      retry_policy: null,
      timeout_ms: null,
      success_status: null,
    });
    await page.context().close();
  });

  it('what is changed is the webhook’s own, and only that', async () => {
    const page = await scene.signIn();
    await fillIn(page, '/changed');
    await page.getByRole('button', { name: /Retries, limits, secret/ }).click();
    await page.getByRole('radio', { name: 'Standard Webhooks' }).locator('..').click();
    expect(await create(page, '/changed')).toEqual({
      retry_policy: 'standard-webhooks',
      timeout_ms: null,
      success_status: null,
    });
    await page.context().close();
  });
});
