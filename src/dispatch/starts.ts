import type { Context } from '../context.js';
import { workflowIdOf } from '../contract/workflow-id.js';
import { toPublicId } from '../ids.js';
import type { AttemptJob } from '../store/attempt-job.js';
import { START_MARGIN_MS } from '../store/fence.js';
import { requeueDelivery } from '../store/requeue-delivery.js';
import type { Claims } from './claims.js';
import { giveBack } from './give-back.js';
import type { Permits } from './permits.js';
import { type Started, fitsLocalActivity, startWorkflow } from './start-workflow.js';
import type { TemporalHealth } from './temporal-health.js';
import { signalRetryNow } from './workflow-control.js';

const FAILED_START_DELAY_MS = 1_000;

/** Whether a claim was given back because nobody came for it in time; undefined: not so far. */
interface Late {
  released: Promise<boolean> | undefined;
}

export interface StartsDeps {
  ctx: Context;
  claims: Claims;
  permits: Permits;
  health: TemporalHealth;
  /** Called when one more may be under way. */
  onEnd: () => void;
}

/** An embedded server is nearly serial: more starts in flight only wait there. */
const MOST_AT_ONCE = 16;

/** The starts of workflows under way, each for an attempt that was claimed. */
export class Starts {
  readonly #deps: StartsDeps;
  readonly #underWay = new Set<Promise<void>>();
  /** Halved by a start that failed, and grown again by those that did not: a server that is behind falls no further back. */
  #limit = MOST_AT_ONCE;
  #second = { number: 0, starts: 0 };
  #mostPerSecond = 0;

  constructor(deps: StartsDeps) {
    this.#deps = deps;
  }

  /** How many more may begin: none until half of them may, so that under load each claim is for several. */
  get free(): number {
    const limit = Math.floor(this.#limit);
    return this.#underWay.size > limit / 2 ? 0 : limit - this.#underWay.size;
  }

  /** The most that succeeded within one second so far. */
  get mostPerSecond(): number {
    return this.#mostPerSecond;
  }

  begin(job: AttemptJob): void {
    if (fitsLocalActivity(job)) this.#deps.claims.put(job);
    const start = this.#start(job).finally(() => {
      this.#underWay.delete(start);
      this.#deps.onEnd();
    });
    this.#underWay.add(start);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #start(job: AttemptJob): Promise<void> {
    const { ctx, health } = this.#deps;
    const late = this.#withdrawWhenLate(job);
    let started: Started;
    try {
      started = await startWorkflow(ctx, job);
    } catch (error) {
      this.#limit = Math.max(1, this.#limit / 2);
      health.reportFailure(error);
      if (!(await late.released)) await this.#withdraw(job, 'dispatcher', FAILED_START_DELAY_MS);
      else await this.#requeue(job, FAILED_START_DELAY_MS);
      return;
    }
    this.#limit = Math.min(MOST_AT_ONCE, this.#limit + 1 / this.#limit);
    this.#count();
    // Its workflow runs here and will take the claim.
    if (started === 'here' && fitsLocalActivity(job)) return;
    await this.#handOver(job, started === 'exists', late);
  }

  #count(): void {
    const number = Math.floor(performance.now() / 1_000);
    if (this.#second.number !== number) this.#second = { number, starts: 0 };
    this.#second.starts++;
    this.#mostPerSecond = Math.max(this.#mostPerSecond, this.#second.starts);
  }

  /**
   * Should its workflow come too late for a POST to begin, or never, or should the start itself hang, the claim is given
   * back: past its deadline it would count as an attempt cut off, though nothing was sent.
   */
  #withdrawWhenLate(job: AttemptJob): Late {
    const late: Late = { released: undefined };
    if (!fitsLocalActivity(job)) return late;
    const ageMs = performance.now() - job.claimedAtMs;
    const timer = setTimeout(() => {
      late.released = this.#withdraw(job, 'workflow');
    }, START_MARGIN_MS - ageMs);
    timer.unref();
    return late;
  }

  /** Another process runs the workflow, or an ordinary activity makes the attempt: it begins its own. */
  async #handOver(job: AttemptJob, exists: boolean, late: Late): Promise<void> {
    const { ctx } = this.#deps;
    const released = (await late.released) || (await this.#withdraw(job, 'workflow'));
    if (!exists || !released) return;
    const reached = await signalRetryNow(ctx, workflowIdOf(job.deliveryId, job.generation));
    // Closed already, though the delivery is open: the next generation goes on.
    if (reached === 'gone') await this.#requeue(job);
  }

  async #requeue(job: AttemptJob, delayMs = 0): Promise<void> {
    const { ctx } = this.#deps;
    await requeueDelivery(ctx.pool, job, { delayMs }).catch((error: unknown) => {
      // The sweeper does it, when its time is over.
      ctx.logger.warn(
        { err: error, deliveryId: toPublicId('dlv', job.deliveryId) },
        'a delivery could not be queued again',
      );
    });
  }

  /** False where the workflow has taken the claim meanwhile. */
  async #withdraw(job: AttemptJob, owner: 'dispatcher' | 'workflow', delayMs = 0): Promise<boolean> {
    const { ctx, permits, claims } = this.#deps;
    if (fitsLocalActivity(job) && !claims.withdraw(job)) return false;
    permits.release(job.webhookId);
    return giveBack(ctx, job, { owner, delayMs });
  }
}
