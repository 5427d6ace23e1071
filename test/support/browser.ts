import { existsSync } from 'node:fs';

const PLACES = [
  process.env['CHROME_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser of this machine, which playwright-core brings none of. Undefined: tests of the page are left out. */
export function findBrowser(): string | undefined {
  return PLACES.find((path) => path !== '' && existsSync(path));
}
