const MEMORY_MS = 10 * 60_000;
const MAX_ORIGINS = 1_000;

/**
 * Origins that broke off a kept connection as it was used again. Closing while idle without saying so is common, and
 * the request that meets it fails: for a while such an origin gets a new connection each time, so that it happens once.
 */
export class UnreliableOrigins {
  readonly #untilMs = new Map<string, number>();

  add(origin: string): void {
    this.#untilMs.delete(origin);
    this.#untilMs.set(origin, performance.now() + MEMORY_MS);
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size > MAX_ORIGINS && oldest !== undefined) this.#untilMs.delete(oldest);
  }

  has(origin: string): boolean {
    const untilMs = this.#untilMs.get(origin);
    if (untilMs === undefined) return false;
    if (performance.now() < untilMs) return true;
    this.#untilMs.delete(origin);
    return false;
  }
}
