import { ATTEMPTS_IN_FLIGHT } from './permits.js';

/** Webhooks whose last attempt here timed out: together they may hold only part of the slots. */
export class SlowWebhooks {
  readonly #slow = new Set<string>();

  note(webhookId: string, timedOut: boolean): void {
    if (timedOut) this.#slow.add(webhookId);
    else this.#slow.delete(webhookId);
  }

  get ids(): string[] {
    return [...this.#slow];
  }

  /** How many more attempts of slow webhooks may begin: they have half of the places. */
  placesLeft(inFlight: ReadonlyMap<string, number>): number {
    let left = ATTEMPTS_IN_FLIGHT / 2;
    for (const id of this.#slow) left -= inFlight.get(id) ?? 0;
    return Math.max(0, left);
  }

  /** Retries come from Temporal, and not from the claim that heeds the places. */
  mayBegin(webhookId: string, inFlight: ReadonlyMap<string, number>): boolean {
    return !this.#slow.has(webhookId) || this.placesLeft(inFlight) > 0;
  }
}
