import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type pg from 'pg';
import type { Config } from '../../config.js';
import { measureCommits } from '../../store/measure-commits.js';
import { countConnections } from '../../store/read-installation.js';
import { readQueueDepth } from '../../store/read-queue-depth.js';
import { readQueueLag, START_OF_WALK } from '../../store/read-queue-lag.js';
import type { Check } from './check.js';
import {
  type Measured,
  judgeCommits,
  judgeConnections,
  judgeQueue,
  judgeStarts,
  judgeTasks,
} from './limits.js';

const STARTS = 5;
const VISIBLE_LOOKS = 20;
const VISIBLE_WAIT_MS = 200;

/** What Postgres and Temporal take, and which of them holds deliveries up. `needs`: what has to be in order first. */
export function limitChecks(
  { pool, temporal }: { pool: pg.Pool; temporal: Client },
  config: Config,
  needs: { database: Check; namespace: Check },
): Check[] {
  const measured: Measured = {};

  const commits: Check = {
    name: 'Postgres commits',
    needs: needs.database,
    look: async () => judgeCommits((measured.commits = await measureCommits(pool))),
  };

  const connections: Check = {
    name: 'Postgres connections',
    needs: needs.database,
    look: async () => judgeConnections(await countConnections(pool)),
  };

  const starts: Check = {
    name: 'Temporal starts',
    needs: needs.namespace,
    look: async () => judgeStarts((measured.startMs = await measureStarts(temporal)), config.workflowStart),
  };

  const tasks: Check = {
    name: 'Temporal tasks',
    needs: needs.namespace,
    look: async () => {
      const waiting = await readTasks(temporal, config);
      measured.tasksWaitSeconds = waiting.ageSeconds;
      return judgeTasks(waiting);
    },
  };

  const queue: Check = {
    name: 'Queue',
    needs: needs.database,
    look: async () => {
      const { depth, oldestDueSeconds } = await readQueueDepth(pool);
      const standing = { ...depth, oldestDueSeconds, behindSeconds: await readLag(pool) };
      return judgeQueue(standing, measured, config.workflowStart);
    },
  };

  return [commits, connections, starts, tasks, queue];
}

/** The median of a few starts, one after another. The workflows do nothing, and are deleted again. */
async function measureStarts(temporal: Client): Promise<number> {
  const taskQueue = `posthorn-doctor-${randomUUID()}`;
  const times: number[] = [];
  try {
    for (let n = 0; n < STARTS; n++) {
      const startedAt = performance.now();
      await temporal.workflow.start('posthornDoctor', {
        workflowId: `${taskQueue}-${n}`,
        taskQueue,
        // Nobody asks for its tasks; should it not be deleted, it ends by itself.
        workflowExecutionTimeout: '1 minute',
      });
      times.push(performance.now() - startedAt);
    }
  } finally {
    await deleteWorkflows(temporal, taskQueue, times.length);
  }
  return times.sort((a, b) => a - b)[Math.floor(STARTS / 2)]!;
}

/** Once they can be seen: a record of one that is deleted sooner would come after that, and stay. */
async function deleteWorkflows(
  { workflow, workflowService, options: { namespace } }: Client,
  taskQueue: string,
  count: number,
): Promise<void> {
  for (let looks = 0; looks < VISIBLE_LOOKS; looks++) {
    if ((await workflow.count(`TaskQueue = '${taskQueue}'`)).count >= count) break;
    await sleep(VISIBLE_WAIT_MS);
  }
  for (let n = 0; n < count; n++) {
    await workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: `${taskQueue}-${n}` },
    });
  }
}

/** Workflow tasks, which is what is meant where no type is named, of our queue that no worker has taken. */
async function readTasks(
  { workflowService }: Client,
  { temporalNamespace: namespace, temporalTaskQueue: name }: Config,
): Promise<{ waiting: number; ageSeconds: number; pollers: number }> {
  const { stats, pollers } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name },
    reportStats: true,
  });
  return {
    waiting: Number(stats?.approximateBacklogCount ?? 0),
    ageSeconds: Number(stats?.approximateBacklogAge?.seconds ?? 0),
    pollers: pollers?.length ?? 0,
  };
}

async function readLag(pool: pg.Pool): Promise<number> {
  let oldest = 0;
  let cursor: string | undefined = START_OF_WALK;
  while (cursor !== undefined) {
    const { oldestSeconds, nextCursor } = await readQueueLag(pool, cursor);
    oldest = Math.max(oldest, oldestSeconds);
    cursor = nextCursor;
  }
  return oldest;
}
