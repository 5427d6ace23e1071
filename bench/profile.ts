import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// `npm run profile FOLDER`: what `npm run bench -- --profile FOLDER` left there, as the dearest functions of
// each thread and the share of each package.

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
}

const TOP = 25;
/** What a thread that waits is in. */
const AT_REST = new Set(['(idle)', '(program)', '(root)']);

function report(file: string): void {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile;
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byFunction = new Map<string, number>();
  const byPackage = new Map<string, number>();
  let busyMs = 0;
  for (const [index, sample] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(sample)!;
    if (AT_REST.has(functionName)) continue;
    const ms = timeDeltas[index]! / 1_000;
    busyMs += ms;
    add(byFunction, `${functionName || '(anonymous)'} ${placeOf(url)}:${lineNumber + 1}`, ms);
    add(byPackage, functionName === '(garbage collector)' ? functionName : packageOf(url), ms);
  }
  console.log(`\n${basename(file)}: ${Math.round(busyMs)} ms busy`);
  for (const counts of [byPackage, byFunction]) {
    console.log('');
    for (const [name, ms] of [...counts].toSorted(([, a], [, b]) => b - a).slice(0, TOP))
      console.log(`${((100 * ms) / busyMs).toFixed(1).padStart(5)} %  ${name}`);
  }
}

function add(counts: Map<string, number>, name: string, ms: number): void {
  counts.set(name, (counts.get(name) ?? 0) + ms);
}

function placeOf(url: string): string {
  return url.replace(/^.*\/node_modules\//, '').replace(/^.*\/dist\//, 'dist/');
}

function packageOf(url: string): string {
  if (url === '') return '(native)';
  if (url.startsWith('node:')) return url;
  return /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? placeOf(url);
}

const folder = process.argv[2];
if (process.argv[1] === fileURLToPath(import.meta.url) && folder !== undefined) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.cpuprofile')) report(join(folder, name));
}
