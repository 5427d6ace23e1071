import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { besideFloor, measureFloor } from './floor.js';
import {
  type Installation,
  type Mode,
  type Shape,
  type State,
  createState,
  openInstallation,
} from './installation.js';
import { type Report, writeReport } from './report.js';
import { QUICK, WHOLE } from './sizes.js';
import { type Stand, openStand } from './stand.js';
import type { Row, Trial } from './trial.js';
import { trial as burst } from './trials/burst.js';
import { trial as closedLoop } from './trials/closed-loop.js';
import { trial as fanOut } from './trials/fan-out.js';
import { trial as history } from './trials/history.js';
import { trial as openLoop } from './trials/open-loop.js';
import { trial as trouble } from './trials/trouble.js';
import { trial as wide } from './trials/wide.js';

// `npm run bench [-- --quick] [--only T1]… [--mode on-failure]… [--runs 3] [--add] [--finished N] [--queued N]`: prints and
// saves docs/benchmarks.md. With --quick, --only or --mode it saves nothing, unless with --add: then what it found joins
// the rows of earlier calls. --finished and --queued: what T6 puts behind itself. --profile FOLDER: see profile.ts.

const TRIALS: Trial[] = [closedLoop, openLoop, fanOut, trouble, burst, history, wide];
const WAYS: { mode: Mode; shape: Shape }[] = [
  { mode: 'on-failure', shape: 'separate' },
  { mode: 'auto', shape: 'separate' },
  { mode: 'always', shape: 'separate' },
  { mode: 'on-failure', shape: 'one process' },
  { mode: 'always', shape: 'one process' },
];
const ROWS_FILE = fileURLToPath(new URL('./rows.jsonl', import.meta.url));
const REPORT_FILE = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    mode: { type: 'string', multiple: true },
    runs: { type: 'string' },
    profile: { type: 'string' },
    add: { type: 'boolean', default: false },
    finished: { type: 'string' },
    queued: { type: 'string' },
  },
});
const whole = values.quick ? QUICK : WHOLE;
const sizes = {
  ...whole,
  finished: Number(values.finished ?? whole.finished),
  queued: Number(values.queued ?? whole.queued),
};
const runs = Number(values.runs ?? (values.quick ? 1 : 3));
const isKept = values.add || (!values.quick && !values.only && !values.mode);
const trials = TRIALS.filter(({ name }) => values.only?.includes(name) ?? true);
/** Right before each way that starts a workflow for every delivery: only what ran side by side compares. */
const isFloorDue = !values.only || values.only.includes('floor');
const ways = WAYS.filter(({ mode }) => values.mode?.includes(mode) ?? true);

async function main(): Promise<void> {
  const rows: Row[] = [];
  const floors: Record<string, number>[] = [];
  const stand = await openStand();
  const interrupted = (): void => void stand.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  if (isKept && !values.add) rmSync(ROWS_FILE, { force: true });
  try {
    for (let run = 1; run <= runs; run++) {
      for (const way of run % 2 === 1 ? ways : ways.toReversed()) {
        const floor =
          isFloorDue && way.mode === 'always' ? await measureFloor(stand, sizes.floor) : undefined;
        if (floor) {
          floors.push(floor);
          keep({ trial: 'floor', run, figures: floor });
        }
        for (const row of await runTrials(stand, way, run, floor)) rows.push(row);
      }
    }
  } finally {
    await stand.close();
  }
  const report = writeReport({ ...(isKept ? readKept() : { rows, floors, trials }), sizes });
  console.log(`\n${report}`);
  if (isKept) writeFileSync(REPORT_FILE, report);
}

/** What T6 fills takes minutes, and is the same for every way of running Posthorn. */
let filled: State | undefined;

/** All trials of one way of running Posthorn, on one installation; T6 comes last, on the one that has millions behind it. */
async function runTrials(
  stand: Stand,
  way: { mode: Mode; shape: Shape },
  run: number,
  floor: Record<string, number> | undefined,
): Promise<Row[]> {
  const due = trials.filter(({ on }) =>
    on.some(({ mode, shape }) => mode === way.mode && shape === way.shape),
  );
  const rows: Row[] = [];
  for (const isHistory of [false, true]) {
    const part = due.filter((trial) => (trial === history) === isHistory);
    if (part.length === 0) continue;
    const state = isHistory ? (filled ??= await createState(stand)) : await createState(stand);
    const installation = await openInstallation(stand, way, state, values.profile);
    try {
      for (const trial of part) rows.push(await runTrial(installation, trial, run, floor));
    } finally {
      await installation.close();
      if (!isHistory) await state.drop();
    }
  }
  return rows;
}

async function runTrial(
  installation: Installation,
  trial: Trial,
  run: number,
  floor: Record<string, number> | undefined,
): Promise<Row> {
  const { mode, shape } = installation;
  const figures = await trial.run(installation, sizes);
  const row = {
    trial: trial.name,
    mode,
    shape,
    run,
    figures: { ...figures, ...(floor && trial === closedLoop && besideFloor(figures, floor)) },
  };
  keep(row);
  return row;
}

/** Of this call and of those that it adds to. */
function readKept(): Pick<Report, 'rows' | 'floors' | 'trials'> {
  const kept = readFileSync(ROWS_FILE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  return {
    rows: kept.filter(({ trial }) => trial !== 'floor'),
    floors: kept.filter(({ trial }) => trial === 'floor').map(({ figures }) => figures),
    trials: TRIALS,
  };
}

/** As it comes, so that an interrupted benchmark has told what it knows. */
function keep(row: object): void {
  const line = JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value,
  );
  console.log(line);
  if (isKept) appendFileSync(ROWS_FILE, `${line}\n`);
}

await main();
