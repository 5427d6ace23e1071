import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.js';
import type { AttemptJob } from '../store/attempt-job.js';
import type { LeaseTerms, Leasing } from '../store/leasing.js';
import { claimDeliveries } from '../store/claim-deliveries.js';
import { Backlog } from './backlog.js';
import type { Claims } from './claims.js';
import type { DirectAttempts } from './direct-attempts.js';
import { ATTEMPTS_IN_FLIGHT, type Permits } from './permits.js';
import { NO_PLACE, type SlowWebhooks } from './slow-webhooks.js';
import { Starts } from './starts.js';
import type { TemporalHealth } from './temporal-health.js';

/** Attempts made here whose outcome is not recorded yet; so many hold back the claim, whatever the reason. */
const UNRECORDED = 2 * ATTEMPTS_IN_FLIGHT;
const POLL_MS = 1_000;
/** What an accept waits at most for a claim that most likely finds nothing: else its deliveries need one of their own. */
const CLAIM_PATIENCE_MS = 20;
/** Claims follow each other no sooner, so that under load each takes several rows; the first after a rest is at once. */
const CLAIM_SPACING_MS = 10;
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

/**
 * Takes due deliveries from the queue and starts a workflow for each, in this process where Temporal allows it; or makes
 * the first attempt itself, where the claim says so.
 */
export class Dispatcher implements Leasing {
  readonly #deps: DispatcherDeps;
  readonly #starts: Starts;
  readonly #backlog: Backlog;
  #cursor = START_OF_WALK;
  #isStopping = false;
  #isPassing = false;
  #isClaiming = false;
  /** A claim waits for the lease under way to end: both count on the same places. */
  #isClaimDue = false;
  /** Resolves when the claim that is due or under way is over. */
  #claimOver = Promise.resolve();
  #endClaim = (): void => undefined;
  #foundNothing = false;
  #lease: { ended: Promise<void>; end: () => void } | undefined;
  /** Rows may be left that only lacked a place. */
  #isCurbed = false;
  #claimedAtMs = Number.NEGATIVE_INFINITY;
  /** How often the walk has yet to come to its end: then there is nothing to claim. */
  #endsToReach = 0;
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> = Promise.resolve();

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#starts = new Starts({ ...deps, onEnd: () => this.wakeIfCurbed() });
    this.#backlog = new Backlog(() => this.#starts.mostPerSecond);
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
    await this.#lease?.ended;
    await this.#starts.settled();
    await this.#deps.direct.stop();
  }

  async #passes(): Promise<void> {
    const { ctx } = this.#deps;
    try {
      while (this.#endsToReach > 0 && !this.#isStopping) {
        const waitMs = this.#claimedAtMs + CLAIM_SPACING_MS - performance.now();
        if (waitMs > 0) await sleep(waitMs);
        await this.#leaseEnded();
        const places = this.#freePlaces();
        if (!this.#mayClaim(places)) {
          this.#isCurbed = true;
          return;
        }
        await this.#claim(places).finally(() => this.#endClaim());
      }
    } catch (error) {
      // The poll tries again.
      ctx.logger.warn({ err: error }, 'deliveries could not be claimed');
    } finally {
      this.#endClaim();
    }
  }

  /** Only alone: several workers must each leave the others their part. */
  async begin(): Promise<LeaseTerms | undefined> {
    const { ctx, permits, slow, workerId } = this.#deps;
    if (this.#foundNothing && (this.#isClaimDue || this.#isClaiming))
      await Promise.race([this.#claimOver, sleep(CLAIM_PATIENCE_MS)]);
    const isBusy = this.#isStopping || this.#isClaimDue || this.#isClaiming || this.#lease !== undefined;
    if (isBusy || permits.liveWorkers > 1) return undefined;
    const { attempts, starts } = this.#freePlaces();
    if (attempts === 0) return undefined;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#lease = { ended, end };
    return {
      owner: workerId,
      limit: attempts,
      workflowLimit: starts,
      workflowStart: ctx.config.workflowStart,
      defaultTimeoutMs: ctx.config.deliveryTimeoutMs,
      backlog: this.#backlog.ids,
      inFlight: new Map([...permits.inFlight, ...slow.ids.map((id): [string, number] => [id, NO_PLACE])]),
    };
  }

  end(jobs: readonly AttemptJob[]): void {
    for (const job of jobs) this.#take(job);
    this.#lease?.end();
    this.#lease = undefined;
  }

  /** With none to follow, so that a claim has its turn. */
  async #leaseEnded(): Promise<void> {
    this.#isClaimDue = true;
    this.#claimOver = new Promise((resolve) => {
      this.#endClaim = () => {
        this.#isClaimDue = this.#isClaiming = false;
        resolve();
      };
    });
    await this.#lease?.ended;
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
    const starts = health.isUp ? Math.min(this.#starts.free, attempts) : 0;
    return { attempts: Math.max(0, attempts), starts: Math.max(0, starts) };
  }

  /** Without a place for a start, where most rows want one, the others wait for the next claim: it is never far. */
  #mayClaim({ attempts, starts }: Places): boolean {
    const { ctx, health } = this.#deps;
    return attempts > 0 && (starts > 0 || !health.isUp || ctx.config.workflowStart !== 'always');
  }

  async #claim(places: Places): Promise<void> {
    const { ctx, permits, slow, workerId } = this.#deps;
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
    });
    this.#foundNothing = jobs.length === 0;
    this.#cursor = nextCursor ?? START_OF_WALK;
    this.#backlog.note(waited);
    for (const job of jobs) this.#take(job);
    const starts = jobs.filter((job) => !job.direct).length;
    this.#isCurbed =
      jobs.length >= places.attempts || starts >= places.starts || permits.isAnyScarce || slow.ids.length > 0;
    // What it left behind, if anything, lacks a place, or came in since.
    if (jobs.length > 0 && this.#isCurbed) this.#endsToReach = this.#endsOfRound();
    else if (nextCursor === undefined) this.#endsToReach -= 1;
  }

  #take(job: AttemptJob): void {
    const { permits, slow, direct } = this.#deps;
    permits.take(job);
    slow.begin(job, permits.liveWorkers);
    if (job.direct) {
      this.#backlog.noteAttempt(job.webhookId);
      direct.make(job);
    } else this.#starts.begin(job);
  }
}
