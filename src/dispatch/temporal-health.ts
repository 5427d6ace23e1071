import type { Context } from '../context.js';
import { withDeadline } from './deadline.js';

const PROBE_TIMEOUT_MS = 2_000;
const PROBE_INTERVAL_MS = 1_000;

/** Whether Temporal answers. While it does not, nothing is claimed and nothing is taken from its workflows. */
export class TemporalHealth {
  readonly #ctx: Context;
  readonly #onRecovery: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isUp = true;
  #upSinceMs = performance.now();

  constructor(ctx: Context, onRecovery: () => void) {
    this.#ctx = ctx;
    this.#onRecovery = onRecovery;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** How long it has answered without a break. */
  get upForMs(): number {
    return this.#isUp ? performance.now() - this.#upSinceMs : 0;
  }

  /** A call failed: ask until it answers again. */
  reportFailure(error: unknown): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#ctx.logger.warn({ err: error }, 'Temporal does not answer; events are accepted and wait');
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => void this.#probe(), PROBE_INTERVAL_MS);
  }

  async #probe(): Promise<void> {
    const { temporal, config, logger } = this.#ctx;
    try {
      const call = temporal.workflowService.describeNamespace({ namespace: config.temporalNamespace });
      await withDeadline(call, PROBE_TIMEOUT_MS);
    } catch {
      if (this.#timer) this.#schedule();
      return;
    }
    this.#isUp = true;
    this.#upSinceMs = performance.now();
    logger.info('Temporal answers again');
    this.#onRecovery();
  }
}
