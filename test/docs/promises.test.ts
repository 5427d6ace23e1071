import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const rows = readFileSync(join(ROOT, 'docs/promises.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| promise'))
  .map((line) => {
    const [promise = '', , proofs = ''] = line.slice(2, -2).split(' | ');
    return { promise, proofs: proofs.split('<br>') };
  });

/** A test is there when its file holds its name as a string, with quotes of either kind escaped or not. */
function isThere(proof: string): boolean {
  const fault = /^fault `([\w-]+)`$/.exec(proof)?.[1];
  if (fault !== undefined) return existsSync(join(ROOT, `faults/catalogue/${fault}.ts`));
  const [, path = '', name = ''] = /^`(test\/[\w./-]+\.test\.ts)`: (.+)$/.exec(proof) ?? [];
  if (path === '' || !existsSync(join(ROOT, path))) return false;
  const source = readFileSync(join(ROOT, path), 'utf8');
  return ["'", '"', '`'].some((quote) =>
    source.includes(`${quote}${name.replaceAll(quote, `\\${quote}`)}${quote}`),
  );
}

describe('the promises', () => {
  it('are many, and each has a test', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter(({ proofs }) => proofs.length === 0)).toEqual([]);
  });

  it.each(rows)('$promise: what would falsify it is there', ({ proofs }) => {
    expect(proofs.filter((proof) => !isThere(proof))).toEqual([]);
  });
});
