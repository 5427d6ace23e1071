import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './data-dir.js';
import { type RunAs, canEnter } from './run-as.js';

/** Where binaries are kept between starts; one that `runAs` can read. */
export function openCacheDir(env: NodeJS.ProcessEnv, runAs: RunAs | undefined): string {
  const own = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'posthorn');
  makeFolder(own, 0o755);
  if (!runAs || canEnter(own, runAs)) return own;
  // Root's home is closed to others.
  const shared = '/var/cache/posthorn';
  makeFolder(shared, 0o755);
  return shared;
}
