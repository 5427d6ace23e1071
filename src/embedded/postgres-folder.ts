import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './data-dir.js';
import type { Report } from './report.js';
import { type RunAs, findClosedFolders } from './run-as.js';
import { StartError } from './start-error.js';

/** Where system services keep their state; root may make a folder there that any user can be let into. */
const OUTSIDE = '/var/lib/posthorn';

/** Postgres' folder: DATA_DIR/postgres, or what that links to. */
export function findPostgresFolder(dataDir: string): string {
  const inside = join(dataDir, 'postgres');
  return lstatSync(inside, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(inside) : inside;
}

/**
 * The same, made ready for the user that Postgres runs as: where root's DATA_DIR lies in a folder closed to that user,
 * such as a home or a private temporary folder, the files lie outside and DATA_DIR holds a link to them.
 */
export function openPostgresFolder(dataDir: string, runAs: RunAs | undefined, report: Report): string {
  const folder = findPostgresFolder(dataDir);
  if (!runAs) return folder;
  const closed = findClosedFolders(folder === join(dataDir, 'postgres') ? dataDir : OUTSIDE, runAs);
  if (closed.length === 0) return folder;
  const reason = `the user "${runAs.name}" that it runs as cannot enter ${closed.join(' and ')}`;
  if (existsSync(folder)) {
    throw new StartError(
      `Postgres cannot reach its files in ${folder}: ${reason}. Run: chmod o+x ${closed.join(' ')}`,
    );
  }
  const outside = join(OUTSIDE, randomBytes(6).toString('hex'));
  makeFolder(outside, 0o711);
  symlinkSync(join(outside, 'postgres'), folder);
  report(`Postgres: its files lie in ${outside}, with a link in DATA_DIR, since ${reason}`);
  return join(outside, 'postgres');
}
