import { describe, expect, it } from 'vitest';
import { type Module, readModules } from './support/modules.js';

/** A part of the server is a folder of src, or a file there. What it may run, and what it may know the types of besides. */
interface Layer {
  runs: string[];
  types?: string[];
}

const GROUND = ['errors', 'free-port', 'ids', 'keyring', 'version'];
const CONTRACT = [...GROUND, 'contract'];
const STORE = [...CONTRACT, 'store'];
const SENDING = [...STORE, 'egress'];
const MAIN = '*';

const LAYERS: Record<string, Layer> = {
  errors: { runs: [] },
  'free-port': { runs: [] },
  'heap-growth': { runs: [] },
  ids: { runs: [] },
  keyring: { runs: [] },
  version: { runs: [] },
  logger: { runs: [] },
  metrics: { runs: [] },
  contract: { runs: GROUND },
  settings: { runs: [...CONTRACT, 'config'] },
  config: { runs: [...CONTRACT, 'settings'] },
  'complete-config': { runs: ['config', 'settings'] },
  store: { runs: CONTRACT },
  'temporal-connection': { runs: [] },
  'temporal-client': { runs: ['temporal-connection'], types: ['config'] },
  'temporal-runtime': { runs: ['temporal-client'], types: ['config', 'logger'] },
  'workflow-runtime': { runs: [], types: ['settings'] },
  'lean-workflow-runtime': { runs: [] },
  context: { runs: [...STORE, 'logger', 'metrics', 'temporal-client'], types: ['config'] },
  egress: { runs: STORE, types: ['config', 'context'] },
  dispatch: { runs: SENDING, types: ['config', 'context'] },
  activities: { runs: SENDING, types: ['context', 'dispatch'] },
  workflows: { runs: ['contract'], types: ['activities'] },
  api: { runs: [...SENDING, 'dispatch', 'settings'], types: ['config', 'context', 'metrics'] },
  receiver: { runs: [] },
  embedded: { runs: ['settings', 'free-port'], types: ['config', 'complete-config'] },
  generate: { runs: [...CONTRACT, 'egress', 'api', 'settings', 'metrics'] },
  server: { runs: [MAIN] },
  'health-server': { runs: [MAIN] },
  worker: { runs: [MAIN] },
  process: { runs: [MAIN] },
  cli: { runs: [MAIN] },
};

const server = readModules('src');
const client = readModules('client/src', 'web/src');

describe('the layers', () => {
  it('know every part of the server', () => {
    expect([...new Set(server.map(({ path }) => partOf(path)))].filter((part) => !(part in LAYERS))).toEqual(
      [],
    );
  });

  it('let each part import only what lies below it', () => {
    expect(crossings(server)).toEqual([]);
  });

  it('give workflows nothing but the contract, the types of activities, and Temporal', () => {
    const workflows = server.filter(
      ({ path }) => partOf(path) === 'workflows' && path !== 'src/workflows/bundle.ts',
    );
    const imported = workflows.flatMap(({ path, imports }) =>
      imports.filter(({ target }) => target === undefined).map(({ specifier }) => `${path} → ${specifier}`),
    );
    expect(imported.filter((one) => !/ → @temporalio\/(workflow|common)$/.test(one))).toEqual([]);
  });

  it('keep the client and the page apart from the server, and the client without dependencies', () => {
    const imported = client.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, isType }) =>
          target === undefined
            ? path.startsWith('client/') && !isType
            : !sharesPackage(path, target) && !target.startsWith('docs/'),
        )
        .map(({ specifier }) => `${path} → ${specifier}`),
    );
    expect(imported).toEqual([]);
  });

  it('have no circles', () => {
    expect(circles([...server, ...client])).toEqual([]);
  });

  it('have no file that only passes on, except where a package begins', () => {
    const entries = ['client/src/index.ts', 'client/src/verify.ts', 'src/workflows/index.ts'];
    const passing = [...server, ...client].filter(
      ({ path, program }) =>
        !entries.includes(path) &&
        program.body.every(
          (statement) =>
            statement.type === 'ExportAllDeclaration' ||
            (statement.type === 'ExportNamedDeclaration' && statement.source !== null),
        ),
    );
    expect(passing.map(({ path }) => path)).toEqual([]);
  });
});

/** `src/store/db.ts` → `store`; `src/errors.ts` → `errors` */
function partOf(path: string): string {
  return path.split('/')[1]!.replace(/\.tsx?$/, '');
}

function sharesPackage(a: string, b: string): boolean {
  return a.split('/')[0] === b.split('/')[0];
}

function crossings(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) => {
    const { runs = [], types = [] } = LAYERS[partOf(path)] ?? {};
    if (runs.includes(MAIN)) return [];
    return imports
      .filter(({ target, isType }) => {
        if (target === undefined) return false;
        if (!target.startsWith('src/')) return true;
        const part = partOf(target);
        return part !== partOf(path) && !runs.includes(part) && !(isType && types.includes(part));
      })
      .map(({ specifier }) => `${path} → ${specifier}`);
  });
}

/** Each circle once, as the way round it. Types count: who must know of each other belong in one file. */
function circles(modules: readonly Module[]): string[] {
  const targets = new Map(
    modules.map(({ path, imports }) => [path, imports.flatMap(({ target }) => target ?? [])]),
  );
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (path: string, way: string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) found.add([...way.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) walk(target, [...way, path]);
    done.add(path);
  };
  for (const path of targets.keys()) walk(path, []);
  return [...found];
}
