import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/modules.js';

const FIRST_LOAD_BYTES = 250_000;

const dist = join(ROOT, 'web/dist');
const source = join(ROOT, 'web/src');

describe('the page', () => {
  it('needs at most 250 kB for its first screen, as they are sent', () => {
    const index = readFileSync(join(dist, 'index.html'), 'utf8');
    const files = readdirSync(join(dist, 'assets'));
    const loaded = files.filter(
      (file) => index.includes(`/assets/${file}`) || file.startsWith('webhooks-screen'),
    );
    expect(loaded.some((file) => file.startsWith('webhooks-screen'))).toBe(true);
    const bytes = loaded.map(
      (file) => gzipSync(readFileSync(join(dist, 'assets', file)), { level: 9 }).length,
    );
    expect(bytes.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
  });

  it('asks nothing of another host', () => {
    const index = readFileSync(join(dist, 'index.html'), 'utf8');
    expect(index.match(/(?:src|href)="(?!\/)[^"]*"/g)).toBeNull();
    const styles = readdirSync(join(dist, 'assets')).filter((file) => file.endsWith('.css'));
    for (const file of styles) {
      expect(readFileSync(join(dist, 'assets', file), 'utf8')).not.toMatch(
        /@import|url\(\s*["']?(?:https?:)?\/\//,
      );
    }
  });

  it('has the styles of each component of Mantine that it uses', () => {
    const styles = join(ROOT, 'node_modules/@mantine/core/styles');
    const imported = readFileSync(join(source, 'mantine.css'), 'utf8');
    const used = new Set(
      readdirSync(source, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.tsx'))
        .flatMap((file) => namesOf(readFileSync(join(source, file), 'utf8'))),
    );
    expect(used.has('Button')).toBe(true);
    const missing = [...used].filter(
      (name) => existsSync(join(styles, `${name}.css`)) && !imported.includes(`/${name}.layer.css`),
    );
    expect(missing).toEqual([]);
  });
});

/** What a module takes from @mantine/core, types too, and its parts: `Radio.Card`. */
function namesOf(module: string): string[] {
  const imports = [...module.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)];
  const names = imports.flatMap(([, list = '']) =>
    list.split(',').map((name) => name.trim().split(' as ')[0] ?? ''),
  );
  const parts = [...module.matchAll(/<([A-Z]\w*)\.([A-Z]\w*)/g)].map(
    ([, whole = '', part = '']) => whole + part,
  );
  return [...names, ...parts];
}
