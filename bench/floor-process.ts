import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { now } from './clock.js';
import type { FloorActivities } from './floor-workflow.js';
import { percentile, processorSeconds } from './processor-time.js';

// What Temporal itself asks for a delivery: empty workflows through the same SDK, with eager start and a local no-op.

const [address = '', count = '0', inFlight = '0', temporalPid = '0'] = process.argv.slice(2);
const SLOTS = 256;
const PER_SECOND = 50;

Runtime.install({ logger: new DefaultLogger('ERROR') });
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('./floor-workflow.ts', import.meta.url)),
  logger: new DefaultLogger('ERROR'),
});
const connection = await NativeConnection.connect({ address });
const taskQueue = `floor-${randomBytes(6).toString('hex')}`;
let done = 0;
const beganAt = new Map<string, number>();
let untilStepMs: number[] = [];
const activities: FloorActivities = {
  nothing: () => {
    done += 1;
    const { workflowId } = Context.current().info.workflowExecution ?? {};
    untilStepMs.push(now() - (beganAt.get(workflowId ?? '') ?? Number.NaN));
    return Promise.resolve();
  },
};
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: { code },
  activities,
  maxConcurrentWorkflowTaskExecutions: SLOTS,
  maxConcurrentLocalActivityExecutions: SLOTS,
});
const client = new Client({ connection });

async function start(): Promise<void> {
  const workflowId = `${taskQueue}-${randomBytes(8).toString('hex')}`;
  beganAt.set(workflowId, now());
  await client.workflow.start('empty', { taskQueue, workflowId, requestEagerStart: true });
}

async function run(workflows: number): Promise<void> {
  let started = 0;
  const target = done + workflows;
  await Promise.all(
    Array.from({ length: Number(inFlight) }, async () => {
      while (started++ < workflows) await start();
    }),
  );
  await arrive(target);
}

/** At the pace of T2: what goes by before a delivery's POST could begin. */
async function runOpen(workflows: number): Promise<void> {
  const target = done + workflows;
  const pending: Promise<void>[] = [];
  const since = now();
  for (let n = 1; n <= workflows; n++) {
    pending.push(start());
    await delay(Math.max(0, since + (n * 1_000) / PER_SECOND - now()));
  }
  await Promise.all(pending);
  await arrive(target);
}

async function arrive(target: number): Promise<void> {
  for (;;) {
    if (done >= target) return;
    await delay(1);
  }
}

const ownSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

await worker.runUntil(async () => {
  await run(Math.min(200, Number(count)));
  const before = [ownSeconds(), processorSeconds(Number(temporalPid))] as const;
  const since = now();
  await run(Number(count));
  const seconds = (now() - since) / 1_000;
  const ms = (after: number, from: number): number => ((after - from) * 1_000) / Number(count);
  const ownMs = ms(ownSeconds(), before[0]);
  const temporalMs = ms(processorSeconds(Number(temporalPid)), before[1]);
  untilStepMs = [];
  await runOpen(Math.ceil(Number(count) / 4));
  console.log(
    JSON.stringify({
      'workflows/s': Number(count) / seconds,
      'processor s per 1,000': ownMs + temporalMs,
      '· worker': ownMs,
      '· Temporal': temporalMs,
      [`at ${PER_SECOND} a second, start → step p50 ms`]: percentile(untilStepMs, 0.5),
      [`at ${PER_SECOND} a second, start → step p95 ms`]: percentile(untilStepMs, 0.95),
    }),
  );
});
await connection.close();
