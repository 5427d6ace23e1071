import { readFile, readdir } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `npm run build` makes of web/. */
export const PAGE_DIRECTORY = new URL('../../../web/dist/', import.meta.url);

const INDEX = '/index.html';

export interface BuiltPage {
  index: string;
  /** By the path that each is asked for. */
  files: ReadonlyMap<string, Buffer>;
}

/** The whole page, read once. Undefined: it was not built. */
export async function loadPage(directory: URL): Promise<BuiltPage | undefined> {
  const root = fileURLToPath(directory);
  const files = new Map<string, Buffer>();
  try {
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = `${entry.parentPath}${sep}${entry.name}`;
      files.set(`/${relative(root, path).split(sep).join('/')}`, await readFile(path));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const index = files.get(INDEX)?.toString('utf8');
  files.delete(INDEX);
  return index === undefined ? undefined : { index, files };
}
