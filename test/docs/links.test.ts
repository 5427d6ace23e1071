import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { slug } from '../../src/api/docs/schema-text.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const docs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'client/README.md',
  ...docs.map((name) => `docs/${name}`),
];

it.each(pages)('every link of %s leads to something that is there', (page) => {
  const broken = linksOf(page).filter((target) => !leads(page, target));
  expect(broken).toEqual([]);
});

it.each(pages)('every file that %s names in code is there', (page) => {
  const named = [...prose(page).matchAll(/`((?:src|test|migrations|client|deploy|bench)\/[\w./-]*\w\/?)`/g)];
  const missing = named.map((match) => match[1]!).filter((path) => !existsSync(join(ROOT, path)));
  expect(missing).toEqual([]);
});

/** Links to elsewhere are not followed; those from the site's root are the server's own. */
function linksOf(page: string): string[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!)
    .filter((target) => !/^(https?:|\/)/.test(target));
}

function leads(page: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? join(ROOT, page) : join(ROOT, dirname(page), file);
  if (!existsSync(path)) return false;
  return anchor === undefined || headingsOf(path).includes(anchor);
}

function headingsOf(path: string): string[] {
  return [...withoutBlocks(readFileSync(path, 'utf8')).matchAll(/^#+ (.+)$/gm)].map((match) =>
    slug(match[1]!),
  );
}

function prose(page: string): string {
  return withoutBlocks(readFileSync(join(ROOT, page), 'utf8'));
}

function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(/^```[^]*?^```$/gm, '');
}
