import type { AttemptKey } from '../contract/outcome.js';
import type { AttemptJob } from '../store/attempt-job.js';

/** Attempts that the dispatcher began and whose workflow has not come for them yet. Each is taken out once. */
export class Claims {
  readonly #waiting = new Map<string, AttemptJob>();

  put(job: AttemptJob): void {
    this.#waiting.set(keyOf(job), job);
  }

  take(key: AttemptKey): AttemptJob | undefined {
    const job = this.#waiting.get(keyOf(key));
    this.#waiting.delete(keyOf(key));
    return job;
  }

  /** Takes this very attempt back; false where its workflow has it already. */
  withdraw(job: AttemptJob): boolean {
    if (this.#waiting.get(keyOf(job))?.token !== job.token) return false;
    return this.#waiting.delete(keyOf(job));
  }
}

function keyOf({ deliveryId, generation }: AttemptKey): string {
  return `${deliveryId}/${generation}`;
}
