import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Used in place, by links. */
const UNCHANGED = ['node_modules', 'package.json', 'migrations', 'docs', 'openapi.json'];
const FIRST_LINE = 'const workflow = CancellationScope.current();';

/** A copy of the present build in a new folder, whose workflow runs that statement first; `wf` is Temporal's workflow API. */
export function buildRelease(folder: string, statement: string): string {
  mkdirSync(folder);
  for (const name of UNCHANGED) symlinkSync(join(ROOT, name), join(folder, name));
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  const file = join(folder, 'dist/workflows/deliver-webhook.js');
  const code = readFileSync(file, 'utf8');
  if (!code.includes(FIRST_LINE)) throw new Error(`${file} has no line "${FIRST_LINE}".`);
  writeFileSync(
    file,
    `import * as wf from '@temporalio/workflow';\n${code.replace(FIRST_LINE, `${FIRST_LINE}\n${statement}`)}`,
  );
  execFileSync(process.execPath, [join(folder, 'dist/workflows/bundle.js')], { stdio: 'inherit' });
  return folder;
}
