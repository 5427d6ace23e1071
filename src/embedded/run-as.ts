import { spawnSync } from 'node:child_process';
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

/** The outermost folder on the way to `path`, itself included, that the user may not enter. */
export function firstUnreachable(path: string, user: RunAs): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : firstUnreachable(parent, user);
  if (above !== undefined) return above;
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return status === 0 ? undefined : path;
}

function numericId(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}
