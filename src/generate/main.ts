import { mkdir, writeFile } from 'node:fs/promises';
import { generateFiles } from './files.js';

// `npm run generate`: writes every generated file anew.
const root = new URL('../../', import.meta.url);
for (const [path, content] of Object.entries(await generateFiles())) {
  const file = new URL(path, root);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, content);
  process.stdout.write(`${path}\n`);
}
