import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunAs } from './run-as.js';
import { StartError } from './start-error.js';

/** Makes DATA_DIR, or refuses one that we cannot use. */
export function openDataDir(dataDir: string, runAs: RunAs | undefined): void {
  const trial = join(dataDir, `.trial-${process.pid}`);
  try {
    // Others may pass through to Postgres' own folder, and see nothing.
    makeFolder(dataDir, runAs ? 0o711 : 0o700);
    writePrivate(trial, '');
    rmSync(trial);
  } catch (error) {
    throw new StartError(explainUnwritable(dataDir, (error as NodeJS.ErrnoException).code));
  }
}

/** Makes a folder and what is missing above it with this mode, whatever the umask. */
export function makeFolder(folder: string, mode: number): void {
  const outermost = mkdirSync(folder, { recursive: true, mode });
  if (outermost === undefined) return;
  for (let made = folder; made.length >= outermost.length; made = dirname(made)) chmodSync(made, mode);
}

function explainUnwritable(dataDir: string, code: string | undefined): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `DATA_DIR ${dataDir} is not a folder. Set DATA_DIR to one, or remove the file of that name.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no room left on the disk of DATA_DIR ${dataDir}. Make room, or set DATA_DIR to a folder on another disk.`;
    case 'EROFS':
      return `DATA_DIR ${dataDir} lies on a read-only disk. Set DATA_DIR to a folder that can be written.`;
    default:
      return (
        `DATA_DIR ${dataDir} cannot be written (${code}). Run: sudo mkdir -p ${dataDir} && sudo chown -R "$(id -un)" ${dataDir} ` +
        '(or set DATA_DIR to a folder of yours)'
      );
  }
}

/** A file that only we can read, whole or not at all. */
export function writePrivate(file: string, content: string): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, content, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

export function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** The kept content of a private file, made at its first use. `isNew` tells which. */
export function keepPrivate(file: string, make: () => string): { content: string; isNew: boolean } {
  const kept = readIfThere(file);
  if (kept) return { content: kept, isNew: false };
  const content = make();
  writePrivate(file, `${content}\n`);
  return { content, isNew: true };
}
