import { createRequire } from 'node:module';
import type * as threadsModule from 'node:worker_threads';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import type { WorkflowRuntime } from './settings/values.js';

/** It reaches into the SDK: another version may do otherwise without a word. */
const TRIED_VERSION = '1.24.0';
const LEAN = new URL('../dist/lean-workflow-runtime.js', import.meta.url).href;

const require = createRequire(import.meta.url);

/** Temporal's worker, running workflows as WORKFLOW_RUNTIME says. */
export async function createTemporalWorker(
  runtime: WorkflowRuntime,
  options: WorkerOptions,
): Promise<Worker> {
  if (runtime === 'stock') return Worker.create(options);
  checkVersion((require('@temporalio/worker/package.json') as { version: string }).version);
  if (runtime === 'lean') return withThreadsThatImport(LEAN, () => Worker.create(options));
  await import(LEAN);
  return Worker.create({ ...options, debugMode: true });
}

/** Refuses a version of the SDK that the lean runtimes were not tried on. */
export function checkVersion(version: string): void {
  if (version === TRIED_VERSION) return;
  throw new Error(
    `WORKFLOW_RUNTIME other than stock was tried on Temporal's SDK ${TRIED_VERSION} only, and this is ${version}. Unset it.`,
  );
}

/** The SDK starts its workflow thread without a way to say what the thread loads first. */
async function withThreadsThatImport<T>(module: string, start: () => Promise<T>): Promise<T> {
  const threads = require('node:worker_threads') as { Worker: typeof threadsModule.Worker };
  const { Worker: Thread } = threads;
  threads.Worker = class extends Thread {
    constructor(...[file, options]: ConstructorParameters<typeof Thread>) {
      super(file, { ...options, execArgv: [...process.execArgv, '--import', module] });
    }
  };
  try {
    return await start();
  } finally {
    threads.Worker = Thread;
  }
}
