import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateFiles } from '../../src/generate/files.js';
import { ROOT } from './support/modules.js';

const generated = Object.entries(await generateFiles());

it.each(generated)('%s is what `npm run generate` writes', (path, content) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(content);
});
