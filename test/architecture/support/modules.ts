import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Program, Visitor, type VisitorObject, parseSync } from 'oxc-parser';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface ModuleImport {
  specifier: string;
  /** The file it names, from the root; undefined for a package. */
  target: string | undefined;
  isType: boolean;
}

export interface Module {
  /** From the root, with `/`: `src/store/db.ts`. */
  path: string;
  source: string;
  program: Program;
  imports: ModuleImport[];
}

/** Every TypeScript file under the folders that exist, parsed; generated ones apart. */
export function readModules(...folders: string[]): Module[] {
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/(^|\/)(dist|generated|node_modules)\//.test(path))
    .map(readModule);
}

function readModule(path: string): Module {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const { program, module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const found: { specifier: string; isType: boolean }[] = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      isType: entries.length > 0 && entries.every((entry) => entry.isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest ? [{ specifier: moduleRequest.value, isType }] : [],
      ),
    ),
  ];
  visit(program, {
    ImportExpression: ({ source: argument }) => {
      if (argument.type === 'Literal' && typeof argument.value === 'string')
        found.push({ specifier: argument.value, isType: false });
    },
    TSImportType: ({ source: argument }) => found.push({ specifier: argument.value, isType: true }),
  });
  return {
    path,
    source,
    program,
    imports: found.map((one) => ({ ...one, target: targetOf(path, one.specifier) })),
  };
}

export function visit(program: Program, visitor: VisitorObject): void {
  new Visitor(visitor).visit(program);
}

/** `src/x.js` in an import is `src/x.ts` on disk. */
function targetOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(dirname(from), specifier).replace(/\.js(x?)$/, '.ts$1');
}

/** Where in the file, for a message that an editor can follow. */
export function placeOf({ path, source }: Module, { start }: { start: number }): string {
  return `${path}:${source.slice(0, start).split('\n').length}`;
}
