import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** CHROMIUM_PATH, one on the PATH, or the one that playwright installed. */
export function findBrowser(): string {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = [process.env['CHROMIUM_PATH'] ?? '', ...onPath, chromium.executablePath()].find(existsSync);
  if (found === undefined) throw new Error('There is no Chromium: install one, or set CHROMIUM_PATH');
  return found;
}
