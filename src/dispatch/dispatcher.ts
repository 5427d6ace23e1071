import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.js';
import type { AttemptJob } from '../store/attempt-job.js';
import { claimDeliveries } from '../store/claim-deliveries.js';
import { START_MARGIN_MS } from '../store/fence.js';
import { requeueDelivery } from '../store/requeue-delivery.js';
import { workflowIdOf } from '../contract/workflow-id.js';
import { toPublicId } from '../ids.js';
import { Backlog } from './backlog.js';
import type { Claims } from './claims.js';
import type { DirectAttempts } from './direct-attempts.js';
import { giveBack } from './give-back.js';
import { ATTEMPTS_IN_FLIGHT, type Permits } from './permits.js';
import type { SlowWebhooks } from './slow-webhooks.js';
import { type Started, fitsLocalActivity, startWorkflow } from './start-workflow.js';
import type { TemporalHealth } from './temporal-health.js';
import { signalRetryNow } from './workflow-control.js';

/** An embedded server is nearly serial: more starts in flight only wait there. */
const STARTS_IN_FLIGHT = 16;
/** Attempts made here whose outcome is not recorded yet; so many hold back the claim, whatever the reason. */
const UNRECORDED = 2 * ATTEMPTS_IN_FLIGHT;
const POLL_MS = 1_000;
/** Claims follow each other no sooner, so that under load each takes several rows; the first after a rest is at once. */
const CLAIM_SPACING_MS = 10;
const FAILED_START_DELAY_MS = 1_000;
const START_OF_WALK = '00000000-0000-0000-0000-000000000000';

export interface DispatcherDeps {
  ctx: Context;
  claims: Claims;
  permits: Permits;
  slow: SlowWebhooks;
  health: TemporalHealth;
  direct: Pick<DirectAttempts, 'make' | 'stop' | 'count'>;
  workerId: string;
}

/** What there is room for: attempts in all, and starts of workflows among them. */
interface Places {
  attempts: number;
  starts: number;
}

/** Whether a claim was given back because nobody came for it in time; undefined: not so far. */
interface Late {
  released: Promise<boolean> | undefined;
}

/**
 * Takes due deliveries from the queue and starts a workflow for each, in this process where Temporal allows it; or makes
 * the first attempt itself, where the claim says so.
 */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #starts = new Set<Promise<void>>();
  readonly #backlog = new Backlog();
  #cursor = START_OF_WALK;
  #isStopping = false;
  #isPassing = false;
  #isClaiming = false;
  /** Rows may be left that only lacked a place. */
  #isCurbed = false;
  #claimedAtMs = Number.NEGATIVE_INFINITY;
  /** How often the walk has yet to come to its end: then there is nothing to claim. */
  #endsToReach = 0;
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> = Promise.resolve();

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), POLL_MS);
    this.wake();
  }

  /** There may be something to do: rows came in. */
  wake(): void {
    // A claim under way may have looked before whatever this tells of: it counts for none of the round.
    this.#endsToReach = this.#isClaiming ? 2 : this.#endsOfRound();
    if (this.#isPassing || this.#isStopping) return;
    this.#isPassing = true;
    this.#pass = this.#passes().finally(() => {
      this.#isPassing = false;
    });
  }

  /** A place became free. */
  wakeIfCurbed(): void {
    if (this.#isCurbed) this.wake();
  }

  /** Claims nothing more, and waits for the starts and the attempts under way. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#pass;
    await Promise.all(this.#starts);
    await this.#deps.direct.stop();
  }

  async #passes(): Promise<void> {
    const { ctx } = this.#deps;
    try {
      while (this.#endsToReach > 0 && !this.#isStopping) {
        const waitMs = this.#claimedAtMs + CLAIM_SPACING_MS - performance.now();
        if (waitMs > 0) await sleep(waitMs);
        const places = this.#freePlaces();
        if (!this.#mayClaim(places)) {
          this.#isCurbed = true;
          return;
        }
        await this.#claim(places);
      }
    } catch (error) {
      // The poll tries again.
      ctx.logger.warn({ err: error }, 'deliveries could not be claimed');
    }
  }

  /** From the middle, the webhooks before it are still to be walked after the end. */
  #endsOfRound(): number {
    return this.#cursor === START_OF_WALK ? 1 : 2;
  }

  #freePlaces(): Places {
    const { permits, health, direct } = this.#deps;
    let attempts = ATTEMPTS_IN_FLIGHT;
    for (const count of permits.inFlight.values()) attempts -= count;
    attempts = Math.min(attempts, UNRECORDED - direct.count);
    const starts = health.isUp ? Math.min(STARTS_IN_FLIGHT - this.#starts.size, attempts) : 0;
    return { attempts: Math.max(0, attempts), starts: Math.max(0, starts) };
  }

  /** Without a place for a start, where most rows want one, the others wait for the next claim: it is never far. */
  #mayClaim({ attempts, starts }: Places): boolean {
    const { ctx, health } = this.#deps;
    return attempts > 0 && (starts > 0 || !health.isUp || ctx.config.workflowStart !== 'always');
  }

  async #claim(places: Places): Promise<void> {
    const { ctx, permits, slow, claims, direct, workerId } = this.#deps;
    this.#claimedAtMs = performance.now();
    this.#isClaiming = true;
    const { jobs, waited, nextCursor } = await claimDeliveries(ctx.hotPool, {
      cursor: this.#cursor,
      limit: places.attempts,
      workflowLimit: places.starts,
      workflowStart: ctx.config.workflowStart,
      backlog: this.#backlog.ids,
      owner: workerId,
      liveWorkers: permits.liveWorkers,
      defaultTimeoutMs: ctx.config.deliveryTimeoutMs,
      inFlight: slow.asFull(permits.inFlight),
      rateAllowance: permits.rateAllowance(),
      slowWebhooks: slow.ids,
      // One: each of them has its turn again after a while.
      slowLimit: Math.min(1, slow.placesLeft(permits.inFlight)),
    }).finally(() => {
      this.#isClaiming = false;
    });
    this.#cursor = nextCursor ?? START_OF_WALK;
    this.#backlog.note(waited);
    for (const job of jobs) {
      permits.take(job);
      slow.begin(job, permits.liveWorkers);
      if (job.direct) {
        direct.make(job);
        continue;
      }
      if (fitsLocalActivity(job)) claims.put(job);
      const start = this.#start(job).finally(() => {
        this.#starts.delete(start);
        this.wakeIfCurbed();
      });
      this.#starts.add(start);
    }
    const starts = jobs.filter((job) => !job.direct).length;
    this.#isCurbed =
      jobs.length >= places.attempts || starts >= places.starts || permits.isAnyScarce || slow.ids.length > 0;
    // What it left behind, if anything, lacks a place, or came in since.
    if (jobs.length > 0 && this.#isCurbed) this.#endsToReach = this.#endsOfRound();
    else if (nextCursor === undefined) this.#endsToReach -= 1;
  }

  async #start(job: AttemptJob): Promise<void> {
    const { ctx, health } = this.#deps;
    const late = this.#withdrawWhenLate(job);
    let started: Started;
    try {
      started = await startWorkflow(ctx, job);
    } catch (error) {
      health.reportFailure(error);
      if (!(await late.released)) await this.#withdraw(job, 'dispatcher', FAILED_START_DELAY_MS);
      else await this.#requeue(job, FAILED_START_DELAY_MS);
      return;
    }
    // Its workflow runs here and will take the claim.
    if (started === 'here' && fitsLocalActivity(job)) return;
    await this.#handOver(job, started === 'exists', late);
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
