import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { groupBy } from './group-by.js';
import type { Result } from './run-fault.js';

const FILE = new URL('../docs/faults.md', import.meta.url);

const HEAD = `# Faults

What was broken on purpose, on real processes under a steady load of events, and what came of it. Written by
\`npm run faults\`, which starts its own Postgres, Temporal, API and workers; \`npm run faults -- --only NAME\` runs one.

After each run a checker reads what the producer was told, what the receivers got, what the database holds and what was
killed, and names the first of these that does not hold: every accepted event is stored once and its deliveries end; no
open delivery is without a due time or a running workflow; every receiver got each of its events, byte for byte, signed
so that \`standardwebhooks\` verifies it; a receiver gets a POST beyond one an attempt only where a worker was killed in the
middle of one; and no attempt is used up but by an answer of the receiver or its configuration.

*Doubled* counts the POSTs beyond one an attempt: what at-least-once means when a worker dies between the POST and its
record. *Recovery* is the time from when everything worked again until the last event accepted before that was delivered.

| Fault | Runs | Accepted | Lost | Doubled | Recovery (s) | What is done |
|---|---|---|---|---|---|---|
`;

interface Line {
  name: string;
  text: string;
}

/** Puts the results into docs/faults.md; faults that were not run now keep their lines. */
export function writeTable(results: Result[]): void {
  const kept = existsSync(FILE) ? linesOf(readFileSync(FILE, 'utf8')) : [];
  const fresh = [...groupBy(results, ({ fault }) => fault.name)].map(([name, runs]) => ({
    name,
    text: lineOf(runs),
  }));
  const names = new Set(fresh.map(({ name }) => name));
  const lines = [...kept.filter(({ name }) => !names.has(name)), ...fresh];
  const sorted = lines.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ text }) => text);
  writeFileSync(FILE, `${HEAD}${sorted.join('\n')}\n`);
}

export function lineOf(runs: Result[]): string {
  const { fault } = runs[0]!;
  const total = (of: (run: Result) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  const slowest = Math.max(...runs.map((run) => run.recoverySeconds));
  const violations = runs.flatMap(({ violation }) =>
    violation === undefined ? [] : [`**Violated: ${violation}**`],
  );
  const cells = [
    `\`${fault.name}\``,
    runs.length,
    total((run) => run.accepted),
    total((run) => run.lost),
    total((run) => run.doubled),
    slowest.toFixed(1),
    [fault.what, ...new Set(runs.flatMap(({ told }) => told)), ...violations].join(' '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/^\| `([a-z0-9-]+)` \|.*$/gm)].map(([line, name = '']) => ({ name, text: line }));
}
