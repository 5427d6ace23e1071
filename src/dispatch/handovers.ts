import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.js';
import type { Outcome } from '../contract/outcome.js';
import { outcomeOf } from '../egress/outcome-of.js';
import { toPublicId } from '../ids.js';
import { type Handover, markHandedOver, takeHandovers } from '../store/take-handovers.js';
import type { StartPace } from './start-pace.js';
import { startWorkflow } from './start-workflow.js';
import type { TemporalHealth } from './temporal-health.js';

/** Beside the claim's own starts; a Temporal server takes 70 to 210 of these a second. */
const STARTS_AT_ONCE = 8;
const POLL_MS = 1_000;
/** A start has waited long enough to be urgent where its delivery is due as soon as this, or was due before. */
const LONG_WAIT_MS = 10_000;
const DUE_SOON_MS = 15_000;

/**
 * Starts the workflows of deliveries whose first attempt the dispatcher made, and which failed. The queue holds them until
 * then: a receiver's outage makes more of them than Temporal takes, and Temporal's own outage lets them wait.
 */
export class Handovers {
  readonly #ctx: Context;
  readonly #health: TemporalHealth;
  readonly #pace: StartPace;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isWoken = false;
  #pass: Promise<void> | undefined;

  constructor(ctx: Context, health: TemporalHealth, pace: StartPace) {
    this.#ctx = ctx;
    this.#health = health;
    this.#pace = pace;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), POLL_MS);
  }

  /** There may be one. */
  wake(): void {
    this.#isWoken = true;
    if (this.#stopping.signal.aborted) return;
    this.#pass ??= this.#passes().finally(() => {
      this.#pass = undefined;
    });
  }

  /** Starts no more, and waits for those under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await this.#pass;
  }

  async #passes(): Promise<void> {
    try {
      while (this.#isWoken && (await this.#mayStart()) && this.#health.isUp) {
        this.#isWoken = false;
        const limit = this.#pace.allowance(STARTS_AT_ONCE);
        const { seen, handovers } = await takeHandovers(this.#ctx.hotPool, {
          limit,
          defaultTimeoutMs: this.#ctx.config.deliveryTimeoutMs,
        });
        if (seen === limit) this.#isWoken = true;
        this.#pace.isUrgent = handovers.some(isUrgent);
        this.#pace.began(handovers.length);
        const started = await Promise.all(handovers.map((handover) => this.#start(handover)));
        await markHandedOver(
          this.#ctx.pool,
          started.filter((handover) => handover !== undefined),
        );
      }
    } catch (error) {
      // Their leases run out, and the poll tries again.
      this.#ctx.logger.warn({ err: error }, 'deliveries could not be handed to Temporal');
    }
  }

  /** When the pace allows it; false: none any more. */
  async #mayStart(): Promise<boolean> {
    const { signal } = this.#stopping;
    const { delayMs } = this.#pace;
    if (delayMs > 0) await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }

  /** One that was started before, by a process that then ended, counts as started. */
  async #start(handover: Handover): Promise<Handover | undefined> {
    try {
      await startWorkflow(this.#ctx, handover, firstOutcome(this.#ctx, handover));
      return handover;
    } catch (error) {
      this.#ctx.logger.debug(
        { err: error, deliveryId: toPublicId('dlv', handover.deliveryId) },
        'a workflow could not be started',
      );
      this.#health.reportFailure(error);
      return undefined;
    }
  }
}

function isUrgent({ waitedMs, dueInMs }: Handover): boolean {
  return waitedMs > LONG_WAIT_MS && dueInMs < DUE_SOON_MS;
}

function firstOutcome(ctx: Context, { charged, retryPolicy, dueInMs, message }: Handover): Outcome {
  return {
    ...outcomeOf(ctx.config, 'retry', { retryPolicy, row: { dueInMs } }, charged),
    ...(message !== null && { message }),
  };
}
