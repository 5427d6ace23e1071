import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadFaults } from './catalogue.js';
import { type Result, runFault } from './run-fault.js';
import { openStores } from './stores.js';
import { lineOf, writeTable } from './table.js';

// `npm run faults [-- --only NAME]… [--runs N] [--workflow-start always|auto|on-failure]`: breaks everything that can break, and writes docs/faults.md.

const STARTS = ['always', 'auto', 'on-failure'] as const;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    runs: { type: 'string', default: '1' },
    'workflow-start': { type: 'string', default: 'always' },
  },
});

async function main(): Promise<void> {
  const all = await loadFaults();
  const workflowStart = STARTS.find((start) => start === values['workflow-start']);
  if (workflowStart === undefined) throw new Error(`--workflow-start is one of ${STARTS.join(', ')}.`);
  const chosen = (values.only ? all.filter(({ name }) => values.only?.includes(name)) : all).map((fault) => ({
    ...fault,
    workflowStart,
  }));
  if (chosen.length === 0)
    throw new Error(`There are these faults: ${all.map(({ name }) => name).join(', ')}`);
  const stores = await openStores();
  const results: Result[] = [];
  const notRun: string[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stores.close().finally(() => process.exit(130)));
  }
  try {
    for (const fault of chosen) {
      const missing = fault.missing?.();
      if (missing !== undefined) {
        notRun.push(fault.name);
        console.log(`${fault.name} is not run. ${missing}`);
        continue;
      }
      for (let run = 1; run <= Number(values.runs); run++) {
        const result = await runFault(stores, fault, `${fault.name}-${run}`);
        results.push(result);
        console.log(lineOf([result]));
        // After each, so that an interrupted run keeps what it has.
        writeTable(results, workflowStart);
        if (result.violation !== undefined) console.log(`  ${result.violation}\n  logs: ${result.folder}`);
      }
    }
  } finally {
    await stores.close();
  }
  if (notRun.length > 0) console.log(`Not run: ${notRun.join(', ')}.`);
  const violated = results.filter(({ violation }) => violation !== undefined);
  if (violated.length === 0) rmSync(stores.folder, { recursive: true, force: true });
  else process.exitCode = 1;
}

await main();
