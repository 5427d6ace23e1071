import type { Context } from '../context.js';
import { parseWorkflowId, workflowIdOf } from '../contract/workflow-id.js';
import type { AttemptKey } from '../contract/outcome.js';
import { beatWorker } from '../store/beat-worker.js';
import { cancelDelivery } from '../store/cancel-delivery.js';
import { cancelOrphans } from '../store/cancel-orphans.js';
import { eraseDeletedWorkspaces } from '../store/erase-deleted-workspaces.js';
import { expireAttempts } from '../store/expire-attempts.js';
import { findGaps } from '../store/find-gaps.js';
import { ensurePartitions } from '../store/partitions.js';
import { requeueDelivery } from '../store/requeue-delivery.js';
import { requeueOverdue } from '../store/requeue-overdue.js';
import { withDeadline } from './deadline.js';
import { disableFailing } from './disable-failing.js';
import { keepOperationsWebhook } from './keep-operations-webhook.js';
import type { Permits } from './permits.js';
import { keepReplaysRunning } from './start-replay.js';
import { tellOperations } from './tell-operations.js';
import type { TemporalHealth } from './temporal-health.js';
import { signalRetryNow } from './workflow-control.js';

const SWEEP_MS = 1_000;
const CHORES_MS = 30_000;
const PARTITIONS_MS = 3_600_000;
const ROWS_PER_SWEEP = 200;
/** After an outage, workflows get this long to write what they hold before a delivery is taken from them. */
const SETTLING_MS = 15_000;
const VISIBILITY_TIMEOUT_MS = 10_000;

export interface SweeperDeps {
  ctx: Context;
  permits: Permits;
  health: TemporalHealth;
  workerId: string;
}

/** Closes every gap that a crash can leave, from the rows alone; any number of workers may sweep at once. */
export class Sweeper {
  readonly #deps: SweeperDeps;
  #timer: NodeJS.Timeout | undefined;
  #sweep: Promise<void> = Promise.resolve();
  #chores: Promise<void> | undefined;
  #isStopping = false;
  #databaseUpSinceMs = performance.now() - SETTLING_MS;
  #databaseIsUp = true;
  #choresDueAtMs = 0;
  #partitionsDueAtMs = performance.now() + PARTITIONS_MS;

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#sweep;
    await this.#chores;
  }

  #schedule(delayMs: number): void {
    if (this.#isStopping) return;
    this.#timer = setTimeout(() => {
      this.#sweep = this.#run().finally(() => this.#schedule(SWEEP_MS));
    }, delayMs);
  }

  async #run(): Promise<void> {
    const { ctx, permits, workerId } = this.#deps;
    try {
      const fleet = await beatWorker(ctx.pool, workerId);
      permits.liveWorkers = fleet.liveWorkers;
      if (!this.#databaseIsUp) this.#databaseUpSinceMs = performance.now();
      this.#databaseIsUp = true;
      await this.#closeGaps();
      if (fleet.isLeader && performance.now() >= this.#choresDueAtMs) {
        // Beside the sweep: erasing a workspace may take minutes, and a worker that does not beat counts as dead.
        this.#chores ??= this.#doChores(fleet.now).finally(() => {
          this.#chores = undefined;
          this.#choresDueAtMs = performance.now() + CHORES_MS;
        });
      }
    } catch (error) {
      if (this.#databaseIsUp) ctx.logger.warn({ err: error }, 'the sweep was cut short');
      this.#databaseIsUp = false;
    }
  }

  async #closeGaps(): Promise<void> {
    const { ctx, health } = this.#deps;
    const gaps = await findGaps(ctx.pool);
    if (gaps.orphans) await cancelOrphans(ctx.pool, ROWS_PER_SWEEP);
    if (!this.#isSettled()) return;
    if (gaps.expired) await this.#expireAttempts();
    if (gaps.overdue && health.isUp && health.upForMs >= SETTLING_MS) {
      const requeued = await requeueOverdue(ctx.pool, ROWS_PER_SWEEP);
      if (requeued > 0)
        ctx.logger.warn({ count: requeued }, 'overdue deliveries were taken from their workflows');
    }
  }

  async #expireAttempts(): Promise<void> {
    const { ctx } = this.#deps;
    const lost = await expireAttempts(ctx.pool, { limit: ROWS_PER_SWEEP });
    if (lost.length > 0)
      ctx.logger.warn({ count: lost.length }, 'attempts were cut off before their outcome was recorded');
    await Promise.all(lost.filter(({ direct }) => !direct).map((key) => this.#nudge(key)));
  }

  #isSettled(): boolean {
    return performance.now() - this.#databaseUpSinceMs >= SETTLING_MS;
  }

  /** Its workflow tries again now; where there is none, the dispatcher does. */
  async #nudge(key: AttemptKey): Promise<void> {
    const { ctx } = this.#deps;
    const reached = await signalRetryNow(ctx, workflowIdOf(key.deliveryId, key.generation));
    if (reached === 'gone') await requeueDelivery(ctx.pool, key);
  }

  async #doChores(now: Date): Promise<void> {
    const { ctx } = this.#deps;
    const chores = [
      ['deleted workspaces could not be erased', () => eraseDeletedWorkspaces(ctx.pool)],
      ['partitions could not be made', () => this.#keepPartitions()],
      ['failing webhooks could not be disabled', () => disableFailing(ctx)],
      ['the operations webhook could not be kept', () => keepOperationsWebhook(ctx)],
      ['operational events could not be told', () => tellOperations(ctx)],
      ['replays could not be kept running', () => keepReplaysRunning(ctx)],
      [
        'terminated workflows could not be looked for',
        () => withDeadline(this.#cancelTerminated(now), VISIBILITY_TIMEOUT_MS),
      ],
    ] as const;
    for (const [complaint, chore] of chores) {
      try {
        await chore();
      } catch (error) {
        ctx.logger.warn({ err: error }, complaint);
      }
    }
  }

  /** The Schedule does this too; but no accept may ever depend on Temporal. */
  async #keepPartitions(): Promise<void> {
    if (performance.now() < this.#partitionsDueAtMs) return;
    await ensurePartitions(this.#deps.ctx.pool);
    this.#partitionsDueAtMs = performance.now() + PARTITIONS_MS;
  }

  /** Somebody ended a workflow by hand in Temporal: that ends its delivery. */
  async #cancelTerminated(now: Date): Promise<void> {
    const { ctx } = this.#deps;
    const since = new Date(now.getTime() - 10 * 60_000).toISOString();
    const query = `WorkflowType = 'deliverWebhook' AND ExecutionStatus = 'Terminated' AND CloseTime > '${since}'`;
    for await (const { workflowId, taskQueue } of ctx.temporal.workflow.list({ query })) {
      const key = parseWorkflowId(workflowId);
      if (!key || taskQueue !== ctx.config.temporalTaskQueue) continue;
      await cancelDelivery(ctx.pool, key.deliveryId, { reason: 'terminated', generation: key.generation });
    }
  }
}
