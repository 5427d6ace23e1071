import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { groupBy } from './group-by.js';
import type { WorkflowStart } from '../src/contract/webhook.js';
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

Where one receiver must not suffer from another, its p95 (from the 2xx to the receipt, of the 200 events of 20 s) may at most
double. A rise of less than 50 ms counts as none: on an idle machine the p95 is some 35 ms, and one flush of the disk or one
collection of garbage is as much, so that a ratio alone would measure these.
`;

const COLUMNS = `| Fault | Runs | Accepted | Lost | Doubled | Recovery (s) | What is done |
|---|---|---|---|---|---|---|`;

/** A table each, and what stands above it. */
const TABLES: Record<WorkflowStart, { title: string; text: string }> = {
  always: {
    title: 'A workflow for every delivery',
    text: 'With `WORKFLOW_START=always`, the default.',
  },
  'on-failure': {
    title: 'First attempts without a workflow',
    text: 'With `WORKFLOW_START=on-failure`: `npm run faults -- --workflow-start on-failure`.',
  },
  auto: {
    title: 'Without a workflow while there is a backlog',
    text: 'With `WORKFLOW_START=auto`, which is `always` but for what has waited a second: `npm run faults -- --workflow-start auto`.',
  },
};

interface Line {
  name: string;
  text: string;
}

/** Puts the results into docs/faults.md; faults that were not run now keep their lines. */
export function writeTable(results: Result[], workflowStart: WorkflowStart): void {
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  const sections = Object.entries(TABLES).map(([start, { title, text: about }]) => {
    const lines = linesOf(sectionOf(text, title));
    const all = start === workflowStart ? withFresh(lines, results) : lines;
    if (all.length === 0) return '';
    return `\n## ${title}\n\n${about}\n\n${COLUMNS}\n${all.map((line) => line.text).join('\n')}\n`;
  });
  writeFileSync(FILE, HEAD + sections.join(''));
}

function withFresh(kept: Line[], results: Result[]): Line[] {
  const fresh = [...groupBy(results, ({ fault }) => fault.name)].map(([name, runs]) => ({
    name,
    text: lineOf(runs),
  }));
  const names = new Set(fresh.map(({ name }) => name));
  const lines = [...kept.filter(({ name }) => !names.has(name)), ...fresh];
  return lines.sort((a, b) => (a.name < b.name ? -1 : 1));
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

function sectionOf(text: string, title: string): string {
  return text.split(/^## /m).find((section) => section.startsWith(`${title}\n`)) ?? '';
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/^\| `([a-z0-9-]+)` \|.*$/gm)].map(([line, name = '']) => ({ name, text: line }));
}
