import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty: there is none. */
    browserPath: string;
  }
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** How long a download, or a package with all that it needs, may take. */
const FETCH_MS = 10 * 60_000;
const START_MS = 60_000;

/** Once a run, and only for one that has tests of the page: a browser, fetched where there is none. */
export default function setup(project: TestProject): void {
  const named = process.argv.filter((argument) => argument.startsWith('test/'));
  const isNeeded = named.length === 0 || named.some((path) => path.startsWith('test/browser'));
  project.provide('browserPath', (isNeeded && (find() ?? fetch())) || '');
}

function find(): string | undefined {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, chromium.executablePath()].find(runs);
}

/** Each way in turn, with what it prints, since it takes its time. */
function fetch(): string | undefined {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  const ways: [command: string, args: string[]][] = [[process.execPath, [cli, 'install', 'chromium']]];
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    ways.push(['apt-get', ['update']], ['apt-get', ['install', '-y', '--no-install-recommends', 'chromium']]);
  }
  for (const [command, args] of ways) {
    console.log(`No browser for the tests of the page: ${command} ${args.join(' ')}`);
    spawnSync(command, args, {
      stdio: 'inherit',
      timeout: FETCH_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const found = find();
    if (found !== undefined) return found;
  }
  console.warn(
    'THE TESTS OF THE PAGE ARE SKIPPED: there is no browser, and none could be fetched. ' +
      'Install chromium, or set CHROMIUM_PATH.',
  );
  return undefined;
}

/** A browser whose libraries are missing, or a package's stand-in that only says where to get it, is none. */
function runs(file: string): boolean {
  return existsSync(file) && spawnSync(file, ['--version'], { timeout: START_MS }).status === 0;
}
