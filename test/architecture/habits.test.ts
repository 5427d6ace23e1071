import { describe, expect, it } from 'vitest';
import { type Module, placeOf, readModules, visit } from './support/modules.js';

const MAX_LINES = 250;
const MAX_TEST_LINES = 400;
/** Files that are one list, and grow by an entry each time something is added: reading them takes no scrolling back. */
const LISTS = ['src/config.ts', 'src/contract/event-types.ts'];

/** A statement of SQL, not a sentence that begins like one. */
const SQL =
  /^\s*(--.*\n\s*)*(select\b[^]*\bfrom\b|insert\s+into\b|update\s+\w+[^]*\bset\b|delete\s+from\b|with\s+(recursive\s+)?\w+[^]*\bas\s*(not\s+)?(materialized\s*)?\(|(create|alter|drop|truncate|lock)\s+(table|index|database|schema|type|function)\b)/i;

/** What a child process is given of ours. */
const OF_THE_SYSTEM = ['PATH', 'HOME', 'TMPDIR', 'LANG'];

const server = readModules('src');
const everything = readModules('src', 'client', 'web', 'bench', 'test');

describe('the source', () => {
  it('holds SQL in src/store alone', () => {
    const found = server
      .filter(({ path }) => !path.startsWith('src/store/'))
      .flatMap((module) => textsOf(module).filter(({ text }) => SQL.test(text)))
      .map(({ place }) => place);
    expect(found).toEqual([]);
  });

  it('finds SQL where there is some', () => {
    const statements = server
      .filter(({ path }) => path.startsWith('src/store/'))
      .flatMap((module) => textsOf(module).filter(({ text }) => SQL.test(text)));
    expect(statements.length).toBeGreaterThan(30);
  });

  it('reads settings from the environment in src/config.ts and src/settings alone', () => {
    const readers = server.filter(
      ({ path }) => path !== 'src/config.ts' && !path.startsWith('src/settings/'),
    );
    // A command hands all of it to the configuration; a child process gets what it needs of the system's.
    const found = readers.flatMap((module) =>
      environmentReads(module).filter(
        ({ name }) =>
          !(name === undefined ? /^src\/(cli|embedded)\//.test(module.path) : OF_THE_SYSTEM.includes(name)),
      ),
    );
    expect(found.map(({ place }) => place)).toEqual([]);
  });

  it('has no any and no enum', () => {
    const found: string[] = [];
    for (const module of everything) {
      const note = (node: { start: number }): void => void found.push(placeOf(module, node));
      visit(module.program, { TSAnyKeyword: note, TSEnumDeclaration: note });
    }
    expect(found).toEqual([]);
  });

  it(`has no file of more than ${MAX_LINES} lines, no test of more than ${MAX_TEST_LINES}`, () => {
    const long = everything
      .filter(({ path }) => !LISTS.includes(path))
      .map(({ path, source }) => ({ path, lines: source.trimEnd().split('\n').length }))
      .filter(({ path, lines }) => lines > (path.includes('test/') ? MAX_TEST_LINES : MAX_LINES));
    expect(long).toEqual([]);
  });
});

/** Every string and template of the file, placeholders left out. */
function textsOf(module: Module): { text: string; place: string }[] {
  const texts: { text: string; place: string }[] = [];
  visit(module.program, {
    Literal: (node) => {
      if (typeof node.value === 'string') texts.push({ text: node.value, place: placeOf(module, node) });
    },
    TemplateLiteral: (node) => {
      const text = node.quasis.map(({ value }) => value.raw).join(' ? ');
      texts.push({ text, place: placeOf(module, node) });
    },
  });
  return texts;
}

/** Uses of `process.env`: of one variable, or (name undefined) of all of it. */
function environmentReads(module: Module): { name: string | undefined; place: string }[] {
  const reads = new Map<number, string | undefined>();
  visit(module.program, {
    MemberExpression: (node) => {
      const { object, property } = node;
      if (
        object.type === 'Identifier' &&
        object.name === 'process' &&
        property.type === 'Identifier' &&
        property.name === 'env' &&
        !reads.has(node.start)
      )
        reads.set(node.start, undefined);
      if (object.type !== 'MemberExpression' || object.object.type !== 'Identifier') return;
      if (object.object.name !== 'process' || object.property.type !== 'Identifier') return;
      if (object.property.name !== 'env') return;
      const name =
        property.type === 'Literal' ? property.value : property.type === 'Identifier' && property.name;
      reads.set(object.start, String(name));
    },
  });
  return [...reads].map(([start, name]) => ({ name, place: placeOf(module, { start }) }));
}
