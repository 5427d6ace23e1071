import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../src/egress/failures.js';
import { PROBLEMS } from '../../src/errors.js';
import { ROOT, readModules, visit } from './support/modules.js';

describe('the catalogues', () => {
  it('explain each problem in the docs, and no other', () => {
    const headings = [...readDocs('problems.md').matchAll(/^### (\S+)$/gm)].map(([, code]) => code);
    expect(new Set(headings)).toEqual(new Set(Object.keys(PROBLEMS)));
  });

  it('explain each failure of an attempt in the docs, and no other', () => {
    const rows = [...readDocs('failures.md').matchAll(/^\| `([^`]+)`/gm)].map(([, code]) => code);
    expect(new Set(rows)).toEqual(new Set(Object.keys(FAILURES)));
  });

  it('hold no code that nothing gives', () => {
    const said = textsBesides('src/errors.ts', 'src/egress/failures.ts');
    const given = [...Object.keys(PROBLEMS), ...Object.keys(FAILURES)];
    expect(given.filter((code) => !said.has(code))).toEqual([]);
  });
});

function readDocs(page: string): string {
  return readFileSync(join(ROOT, 'docs', page), 'utf8');
}

/** Every string in the server's source, the catalogues' own files apart. */
function textsBesides(...catalogues: string[]): Set<string> {
  const texts = new Set<string>();
  for (const { path, program } of readModules('src')) {
    if (catalogues.includes(path)) continue;
    visit(program, {
      Literal: ({ value }) => {
        if (typeof value === 'string') texts.add(value);
      },
    });
  }
  return texts;
}
