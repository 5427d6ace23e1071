import { fileURLToPath } from 'node:url';
import type { NativeConnection } from '@temporalio/worker';
import { createActivities } from './activities/create-activities.js';
import type { Context } from './context.js';
import { Claims } from './dispatch/claims.js';
import { DirectAttempts } from './dispatch/direct-attempts.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { Handovers } from './dispatch/handovers.js';
import { ensureMaintenanceSchedule } from './dispatch/maintenance-schedule.js';
import { Permits } from './dispatch/permits.js';
import { QueueListener } from './dispatch/queue-listener.js';
import { SlowWebhooks } from './dispatch/slow-webhooks.js';
import { StartPace } from './dispatch/start-pace.js';
import { Sweeper } from './dispatch/sweeper.js';
import { TemporalHealth } from './dispatch/temporal-health.js';
import { createSender, senderOptions } from './egress/send.js';
import { newUuid } from './ids.js';
import { retireWorker } from './store/beat-worker.js';
import { leaseThrough } from './store/leasing.js';
import { ensurePartitions } from './store/partitions.js';
import { createTemporalWorker } from './workflow-runtime.js';

/** More than the dispatcher has in flight, so that an eager start always finds a slot. */
const SLOTS = 512;
/** Longer than the longest POST: a deploy cuts no attempt short. */
const SHUTDOWN_GRACE = '35 s';

export interface RunningWorker {
  /** Claims nothing more, lets attempts in flight end, then ends. */
  stop(): Promise<void>;
  /** Rejects when the Temporal worker fails for good. */
  failed: Promise<never>;
}

/** `connection`: the one that the context's client uses too; eager workflow start needs both to be one. */
export async function startWorker(ctx: Context, connection: NativeConnection): Promise<RunningWorker> {
  const workerId = newUuid();
  const permits = new Permits();
  const claims = new Claims();
  const slow = new SlowWebhooks(() => dispatcher.wakeIfCurbed());
  const sender = createSender(senderOptions(ctx.config));
  const health = new TemporalHealth(ctx, () => {
    dispatcher.wake();
    handovers.wake();
  });
  const attempting = { ctx, sender, permits, slow, onAttemptEnd: () => dispatcher.wakeIfCurbed() };
  const pace = new StartPace();
  const handovers = new Handovers(ctx, health, pace);
  const direct = new DirectAttempts({ ...attempting, health, handovers, pace });
  const dispatcher = new Dispatcher({ ctx, claims, permits, slow, health, direct, workerId });
  const sweeper = new Sweeper({ ctx, permits, health, workerId });
  const listener = new QueueListener(ctx, () => dispatcher.wake());
  await ensurePartitions(ctx.pool);
  const worker = await createTemporalWorker(ctx.config.workflowRuntime, {
    connection,
    namespace: ctx.config.temporalNamespace,
    taskQueue: ctx.config.temporalTaskQueue,
    identity: `posthorn-${workerId}`,
    workflowBundle: { codePath: fileURLToPath(new URL('../dist/workflow-bundle.js', import.meta.url)) },
    activities: createActivities({ ...attempting, claims, workerId }),
    maxConcurrentWorkflowTaskExecutions: SLOTS,
    maxConcurrentLocalActivityExecutions: SLOTS,
    maxConcurrentActivityTaskExecutions: SLOTS,
    // So that the death of a worker is noticed within seconds: by the attempts that it had begun, and by its workflows.
    maxHeartbeatThrottleInterval: '2 s',
    stickyQueueScheduleToStartTimeout: '5 s',
    shutdownGraceTime: SHUTDOWN_GRACE,
  });
  const running = worker.run();
  const failed = running.then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined);
  await listener.start();
  sweeper.start();
  dispatcher.start();
  leaseThrough(ctx.pool, dispatcher);
  handovers.start();
  void ensureMaintenanceSchedule(ctx);
  return { failed, stop };

  async function stop(): Promise<void> {
    await listener.stop();
    await dispatcher.stop();
    await handovers.stop();
    health.stop();
    await sweeper.stop();
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running.catch(() => undefined);
    await sender.close();
    await retireWorker(ctx.pool, workerId).catch(() => undefined);
  }
}
