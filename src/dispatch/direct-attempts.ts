import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../contract/outcome.js';
import { type AttemptingDeps, attemptWithPermit } from '../egress/attempt-with-permit.js';
import { recordUnsaved } from '../egress/unsaved-attempt.js';
import { toPublicId } from '../ids.js';
import { type AttemptJob, databaseTimeMs } from '../store/attempt-job.js';
import { giveBack } from './give-back.js';
import type { Handovers } from './handovers.js';
import type { Permits } from './permits.js';
import type { SlowWebhooks } from './slow-webhooks.js';
import type { StartPace } from './start-pace.js';
import { startWorkflow } from './start-workflow.js';
import type { TemporalHealth } from './temporal-health.js';

const OUR_FAULT_DELAY_MS = 30_000;
const SAVE_AGAIN_MS = 1_000;

export interface DirectAttemptsDeps extends AttemptingDeps {
  health: TemporalHealth;
  handovers: Handovers;
  pace: StartPace;
  permits: Permits;
  slow: SlowWebhooks;
}

/** The first attempts that the dispatcher makes itself: no workflow is started unless they fail. */
export class DirectAttempts {
  readonly #deps: DirectAttemptsDeps;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(deps: DirectAttemptsDeps) {
    this.#deps = deps;
    // As many as there are outcomes kept while both stores are away.
    setMaxListeners(0, this.#stopping.signal);
  }

  /** Attempts that are not recorded yet, some of which hold no permit any more. */
  get count(): number {
    return this.#underWay.size;
  }

  /** For a job that was claimed, its permit taken. */
  make(job: AttemptJob): void {
    this.#tellPace(job);
    const attempt = this.#make(job)
      .catch((error: unknown) => {
        // The sweeper frees the row at its deadline.
        this.#deps.ctx.logger.error(
          { err: error, deliveryId: toPublicId('dlv', job.deliveryId) },
          'an attempt ended in an error of ours',
        );
      })
      .finally(() => {
        this.#underWay.delete(attempt);
        this.#deps.onAttemptEnd();
      });
    this.#underWay.add(attempt);
  }

  /** Waits for the attempts under way. Call it when no more are made. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underWay);
  }

  /** Of the very first attempts, where their webhook itself held up nothing. */
  #tellPace(job: AttemptJob): void {
    const { pace, permits, slow } = this.#deps;
    const isFirst = job.trigger === 'schedule' && job.tries === 1;
    if (isFirst && !permits.holdsUp(job) && !slow.has(job.webhookId))
      pace.noteWait(databaseTimeMs(job) - job.acceptedAt.getTime());
  }

  async #make(job: AttemptJob): Promise<void> {
    const { ctx, handovers } = this.#deps;
    const result = await attemptWithPermit(this.#deps, job, { early: true });
    if (result === 'claim-expired') {
      await giveBack(ctx, job, { owner: 'dispatcher', delayMs: 0 });
    } else if (result === 'not-made') {
      await giveBack(ctx, job, { owner: 'dispatcher', delayMs: OUR_FAULT_DELAY_MS, isTry: true });
    } else if (result.unsaved) {
      await this.#keep(job, result);
    } else if (result.kind === 'retry') {
      handovers.wake();
    }
  }

  /**
   * The database is away: a workflow holds the outcome until it can be written, as it would have had it made the attempt.
   * Where Temporal is away too, this process does, until it ends.
   */
  async #keep(job: AttemptJob, outcome: Outcome): Promise<void> {
    const { ctx, health } = this.#deps;
    for (;;) {
      try {
        if (health.isUp) {
          await startWorkflow(ctx, job, outcome);
          return;
        }
      } catch (error) {
        health.reportFailure(error);
      }
      try {
        await recordUnsaved(ctx, job, outcome);
        return;
      } catch {
        if (this.#stopping.signal.aborted) return;
      }
      await sleep(SAVE_AGAIN_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }
}
