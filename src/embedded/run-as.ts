import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from './start-error.js';

/** The user that Postgres runs as where we are root, which Postgres refuses to be. */
export interface RunAs {
  name: string;
  uid: number;
  gid: number;
}

export function findRunAs(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [numericId('-u', name), numericId('-g', name)];
    if (uid !== undefined && gid !== undefined) return { name, uid, gid };
  }
  throw new StartError(
    'Postgres does not run as root, and there is neither a user "postgres" nor "nobody" to run it as. ' +
      'Run: useradd --system postgres',
  );
}

/** The folders on the way to `path`, itself included, that keep the user out; outermost first. */
export function findClosedFolders(path: string, user: RunAs): string[] {
  if (canEnter(path, user)) return [];
  const folders = ancestors(path);
  const first = folders.findIndex((folder) => !canEnter(folder, user));
  // Behind a closed folder only the mode tells whether the next one would let the user in.
  return folders.filter((folder, i) => i === first || (i > first && (statSync(folder).mode & 0o001) === 0));
}

export function canEnter(folder: string, { uid, gid }: RunAs): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid, gid, cwd: '/', stdio: 'ignore' }).status ===
    0
  );
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...ancestors(parent), path];
}

function numericId(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}
