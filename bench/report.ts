import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Row, Sizes, Trial } from './trial.js';

/** What others need for the same work, on this kind of machine: 2 cores with everything on them, 1 KiB, 2026-11-24, medians. */
const PEERS = `
| | T1 deliveries/s | T1 processor s per 1,000 | T2 202 → received p50 / p95 / p99 ms | T3 deliveries/s | T3 processor s per 1,000 |
|---|---|---|---|---|---|
| Svix 1.100.0 | 633 | 2.73 | 0.88 / 1.36 / 2.7 | 2,012 | 0.86 |
| WebhookX 1.2.0 | 706 | 2.21 | 0.35 / 0.72 / 1.5 | 1,601 | 1.01 |
| Outpost 1.2, concurrency 100 | 787 | 1.84 | 27.6 / 49.7 / 52.2 | 1,594 | 1.05 |
| Convoy 26.6.6 | 133 | 13.3 | | 330 | 5.21 |
`;

export interface Report {
  rows: readonly Row[];
  floors: readonly Record<string, number>[];
  trials: readonly Trial[];
  sizes: Sizes;
}

export function writeReport({ rows, floors, trials, sizes }: Report): string {
  const sections = trials
    .filter(({ name }) => rows.some(({ trial }) => trial === name))
    .map(
      ({ name, what }) =>
        `## ${name}: ${what}\n\n${table(groupByWay(rows.filter(({ trial }) => trial === name)))}`,
    );
  return [
    '# Benchmarks',
    '',
    `\`npm run bench\` wrote this page, on ${machine()}. Of several runs: the median (least–most), in alternating order.`,
    'One driver, one receiver in a process of its own, the Postgres and the Temporal of `npm start`, all on this machine. After each run',
    'it was checked that each delivery was answered with 200 once, or again only after an answer that did not come in time, and recorded. Processor time is what /proc says of each process and',
    'its children, until the last record was written. Memory is what is resident of each main process, every 250 ms after the first tenth of a run: its most, and',
    'from its least to its most. The rows are in `bench/rows.jsonl`.',
    '',
    `Events: T1, T4, T6 ${both(sizes.closedLoop)} · T2 ${sizes.openLoopSeconds} s after ${both(sizes.warmUp)} · T3 ${both(sizes.fanOut)} · T5 ${both(sizes.burst)} after as many as T2 · T7 one to`,
    `${count(sizes.webhooks)} webhooks.`,
    '',
    ...sections,
    ...(floors.length > 0
      ? [
          '## The bare floor',
          '',
          `${count(sizes.floor)} empty workflows through the same SDK, with eager start and a local activity that does nothing, right before each`,
          'installation in `always`. What T1 there costs is given beside it: the worker and Temporal, without Postgres and the API, which in one process is in.',
          '',
          table(new Map([['floor', floors]])),
        ]
      : []),
    "## Others'",
    '',
    'The same loads against other webhook senders, on this kind of machine, 2026-11-24, medians.',
    PEERS,
  ].join('\n');
}

function groupByWay(rows: readonly Row[]): Map<string, Record<string, number>[]> {
  const ways = new Map<string, Record<string, number>[]>();
  for (const { mode, shape, figures } of rows) {
    const way = shape === 'one process' ? `${mode}, one process` : mode;
    ways.set(way, [...(ways.get(way) ?? []), figures]);
  }
  return ways;
}

/** A line a figure, a column a way. */
function table(ways: ReadonlyMap<string, readonly Record<string, number>[]>): string {
  const names = new Set([...ways.values()].flat().flatMap((figures) => Object.keys(figures)));
  const lines = [...names].map((name) => {
    const cells = [...ways.values()].map((runs) =>
      spread(runs.map((figures) => figures[name]).filter((value) => value !== undefined)),
    );
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  return [`| | ${[...ways.keys()].join(' | ')} |`, `|---|${'---|'.repeat(ways.size)}`, ...lines, ''].join(
    '\n',
  );
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) return '';
  return sorted.length === 1
    ? figure(median)
    : `${figure(median)} (${figure(sorted[0]!)}–${figure(sorted.at(-1)!)})`;
}

function figure(value: number): string {
  if (Math.abs(value) >= 100) return count(Math.round(value));
  return value.toPrecision(Math.abs(value) < 0.1 ? 1 : Math.abs(value) < 10 ? 2 : 3);
}

function both({ few, many }: { few: number; many: number }): string {
  return `${count(many)} (always: ${count(few)})`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function machine(): string {
  const version = process.version.slice(1);
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${version}, ${new Date().toISOString().slice(0, 10)} (load average at the end: ${load})`;
}
