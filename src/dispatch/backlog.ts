const MEMORY_MS = 5_000;
/** Of workflows; even a small Temporal server starts so many a second. */
const STARTS_PER_SECOND = 50;

interface Waited {
  untilMs: number;
  /** First attempts that the dispatcher made since. */
  attempts: number;
}

/**
 * Webhooks whose deliveries have waited lately. In `auto` their first attempts are made by the dispatcher until that is over
 * for a while, else a burst would be sent half by workflows, which cost what the other half needs. It is not over while more
 * comes than workflows could be started for: all of it would wait again.
 */
export class Backlog {
  readonly #waited = new Map<string, Waited>();
  readonly #startsPerSecond: () => number;

  /** `startsPerSecond`: of workflows, the most that were seen. */
  constructor(startsPerSecond: () => number) {
    this.#startsPerSecond = startsPerSecond;
  }

  note(webhookIds: readonly string[]): void {
    for (const id of webhookIds) this.#remember(id);
  }

  /** The dispatcher makes a first attempt itself. */
  noteAttempt(webhookId: string): void {
    const waited = this.#waited.get(webhookId);
    if (waited) waited.attempts++;
  }

  get ids(): string[] {
    const now = performance.now();
    const startable = (Math.max(STARTS_PER_SECOND, this.#startsPerSecond()) * MEMORY_MS) / 1_000;
    for (const [id, { untilMs, attempts }] of this.#waited) {
      if (untilMs > now) continue;
      if (attempts > startable) this.#remember(id);
      else this.#waited.delete(id);
    }
    return [...this.#waited.keys()];
  }

  #remember(webhookId: string): void {
    this.#waited.set(webhookId, { untilMs: performance.now() + MEMORY_MS, attempts: 0 });
  }
}
