import type { Context } from '../context.js';
import { readQueueLag, START_OF_WALK } from '../store/read-queue-lag.js';

const LOOK_MS = 2_000;
/** Between two claims a webhook can look as if the workers held it up: so many looks in a row have to agree. */
const LOOKS = 3;

/** Says how far the workers are behind, by a look every two seconds while somebody emits. */
export class QueueLag {
  readonly #ctx: Pick<Context, 'pool' | 'logger'>;
  #cursor = START_OF_WALK;
  /** The walk of which the cursor is in the middle. */
  #oldestOfWalk = 0;
  /** Of the newest walks over all webhooks. */
  #walks: number[] = [];
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #isLooking = false;

  constructor(ctx: Pick<Context, 'pool' | 'logger'>) {
    this.#ctx = ctx;
  }

  /** What is known; it waits for nothing. */
  get seconds(): number {
    if (!this.#isLooking && performance.now() - this.#lookedAtMs >= LOOK_MS) void this.look();
    return this.#walks.length < LOOKS ? 0 : Math.min(...this.#walks);
  }

  async look(): Promise<void> {
    this.#isLooking = true;
    try {
      const { oldestSeconds, nextCursor } = await readQueueLag(this.#ctx.pool, this.#cursor);
      this.#oldestOfWalk = Math.max(this.#oldestOfWalk, oldestSeconds);
      this.#cursor = nextCursor ?? START_OF_WALK;
      if (nextCursor !== undefined) return;
      this.#walks = [...this.#walks, this.#oldestOfWalk].slice(-LOOKS);
      this.#oldestOfWalk = 0;
    } catch (error) {
      // A database that is away refuses events by itself; what was known before it went says nothing now.
      this.#walks = [];
      this.#ctx.logger.warn({ err: error }, 'how far the workers are behind could not be read');
    } finally {
      this.#lookedAtMs = performance.now();
      this.#isLooking = false;
    }
  }
}
