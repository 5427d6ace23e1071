import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { type Instance, type InstanceOptions, startInstance } from '../../support/instance.js';
import { type TestReceiver, startReceiver } from '../../support/receiver.js';
import { findBrowser } from './find-browser.js';

/** How long anything on the page may take: the machine may be busy with much else. */
const PATIENCE_MS = 60_000;

/** Nothing of its own that goes out, and no hardware that a container has not. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface PageScene {
  instance: Instance;
  receiver: TestReceiver;
  /** A browser of somebody else: without cookies, and closed with the scene. */
  visit(options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
  /** Whoever has the key, on the first screen. */
  signIn(key?: string, options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
  close(): Promise<void>;
}

/** A whole Posthorn, a receiver, and a browser to see them with. */
export async function openPageScene(options: InstanceOptions = {}): Promise<PageScene> {
  const instance = await startInstance(options);
  const receiver = await startReceiver();
  const browser = await chromium.launch({ executablePath: findBrowser()!, args: FLAGS });
  const visit: PageScene['visit'] = async (given) => {
    const context: BrowserContext = await browser.newContext({ baseURL: instance.url, ...given });
    context.setDefaultTimeout(PATIENCE_MS);
    return context.newPage();
  };
  return {
    instance,
    receiver,
    visit,
    signIn: async (key = instance.adminKey, given) => {
      const page = await visit(given);
      await page.goto('/sign-in');
      await page.getByLabel('API key').fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/settings/webhook');
      return page;
    },
    close: async () => {
      await browser.close();
      await receiver.close();
      await instance.stop();
    },
  };
}
