import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Report } from './report.js';
import { StartError } from './start-error.js';
import { OLDEST_TEMPORAL_VERSION, TEMPORAL_SHA256, TEMPORAL_VERSION } from './temporal-release.js';
import { TEMPORAL_SOURCES } from './temporal-sources.js';

export interface TemporalSearch {
  cliPath: string | undefined;
  cacheDir: string;
  report: Report;
  aborted: AbortSignal;
}

/** The `temporal` binary: the one that the configuration names, else PATH's, else our cache's, else a downloaded one. */
export async function findTemporal(options: TemporalSearch): Promise<string> {
  if (options.cliPath !== undefined) {
    if (isExecutable(options.cliPath)) return options.cliPath;
    throw new StartError(
      `TEMPORAL_CLI_PATH ${options.cliPath} is not an executable file. Correct it, or unset it to have the binary fetched.`,
    );
  }
  const cached = join(options.cacheDir, `temporal-${TEMPORAL_VERSION}`);
  return findOnPath() ?? (existsSync(cached) ? cached : await download(cached, options));
}

function findOnPath(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, 'temporal');
    if (folder !== '' && isExecutable(file) && isRecent(file)) return file;
  }
  return undefined;
}

function isRecent(file: string): boolean {
  try {
    const [, version] =
      /temporal version (\d+\.\d+\.\d+)/.exec(execFileSync(file, ['--version'], { encoding: 'utf8' })) ?? [];
    return (
      version !== undefined && version.localeCompare(OLDEST_TEMPORAL_VERSION, 'en', { numeric: true }) >= 0
    );
  } catch {
    return false;
  }
}

async function download(target: string, { cacheDir, report, aborted }: TemporalSearch): Promise<string> {
  const reasons: string[] = [];
  for (const source of TEMPORAL_SOURCES) {
    report(`Temporal: fetching the server, version ${TEMPORAL_VERSION}, from ${source.name} …`);
    const folder = mkdtempSync(join(cacheDir, '.temporal-'));
    try {
      const file = await source.fetch(folder, { report, aborted });
      checkSum(file);
      chmodSync(file, 0o755);
      renameSync(file, target);
      return target;
    } catch (error) {
      aborted.throwIfAborted();
      const reason = (error as Error).message;
      reasons.push(`  ${source.name}: ${reason}`);
      report(`Temporal: not from ${source.name}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  throw new StartError(
    `The Temporal server's binary could not be fetched:\n${reasons.join('\n')}\n` +
      'Install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH, or set TEMPORAL_CLI_PATH to its file, ' +
      'or set TEMPORAL_ADDRESS to a server that runs already.',
  );
}

function checkSum(file: string): void {
  const known = TEMPORAL_SHA256[`${process.platform}-${process.arch}`];
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (known !== undefined && sum !== known)
    throw new Error(`the binary's checksum is not the known one (sha256 ${sum})`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
