import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Used in place, by links. */
const UNCHANGED = ['node_modules', 'package.json', 'migrations', 'docs', 'openapi.json'];
const FIRST_LINE = 'const workflow = CancellationScope.current();';

/** A copy of the present build in a new folder, whose workflow runs that statement first; `wf` is Temporal's workflow API. */
export async function buildRelease(folder: string, statement: string): Promise<string> {
  await mkdir(folder);
  for (const name of UNCHANGED) await symlink(join(ROOT, name), join(folder, name));
  await cp(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  const file = join(folder, 'dist/workflows/deliver-webhook.js');
  const code = await readFile(file, 'utf8');
  if (!code.includes(FIRST_LINE)) throw new Error(`${file} has no line "${FIRST_LINE}".`);
  await writeFile(
    file,
    `import * as wf from '@temporalio/workflow';\n${code.replace(FIRST_LINE, `${FIRST_LINE}\n${statement}`)}`,
  );
  await promisify(execFile)(process.execPath, [join(folder, 'dist/workflows/bundle.js')]);
  return folder;
}
