import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type RunAs, firstUnreachable } from './run-as.js';

/** Where binaries are kept between starts; one that `runAs` can read. */
export function openCacheDir(env: NodeJS.ProcessEnv, runAs: RunAs | undefined): string {
  const own = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'posthorn');
  mkdirSync(own, { recursive: true, mode: 0o755 });
  if (!runAs || firstUnreachable(own, runAs) === undefined) return own;
  // Root's home is closed to others.
  const shared = '/var/cache/posthorn';
  mkdirSync(shared, { recursive: true, mode: 0o755 });
  return shared;
}
