import { ATTEMPTS_IN_FLIGHT, type WebhookLimits } from './permits.js';

/** More than any webhook may have: the claim finds no place for it. */
export const NO_PLACE = 1_000_000;
/** Between first attempts of slow webhooks, all of them together: each costs Temporal more than a delivery does. */
const SPACING_MS = 100;

/**
 * Webhooks whose last attempt here timed out. Together they may hold only part of the slots, and the attempts of each begin
 * evenly over its time-out: begun at once they would end at once, and fail, be retried and begin anew in one heap, time and
 * again, with the deliveries of all others behind it. One that always times out loses nothing by that.
 */
export class SlowWebhooks {
  /** When the next attempt of each may begin. */
  readonly #slow = new Map<string, number>();
  /** When the next of any of them may. */
  #nextMs = 0;
  readonly #onTurn: () => void;

  /** `onTurn`: called when an attempt of one of them may begin again. */
  constructor(onTurn: () => void = () => undefined) {
    this.#onTurn = onTurn;
  }

  note(webhookId: string, timedOut: boolean): void {
    if (!timedOut) this.#slow.delete(webhookId);
    else if (!this.#slow.has(webhookId)) this.#slow.set(webhookId, 0);
  }

  /** An attempt begins, whosever it is. */
  begin(job: WebhookLimits & { timeoutMs: number }, liveWorkers: number): void {
    if (!this.#slow.has(job.webhookId)) return;
    const spacingMs = job.timeoutMs / Math.ceil(job.maxConcurrency / liveWorkers);
    const now = performance.now();
    this.#slow.set(job.webhookId, now + spacingMs);
    this.#nextMs = now + SPACING_MS;
    for (const ms of [spacingMs, SPACING_MS]) setTimeout(this.#onTurn, ms).unref();
  }

  has(webhookId: string): boolean {
    return this.#slow.has(webhookId);
  }

  get ids(): string[] {
    return [...this.#slow.keys()];
  }

  /** How many more attempts of slow webhooks may begin: they have half of the places. */
  placesLeft(inFlight: ReadonlyMap<string, number>): number {
    let left = ATTEMPTS_IN_FLIGHT / 2;
    for (const id of this.#slow.keys()) left -= inFlight.get(id) ?? 0;
    return Math.max(0, left);
  }

  /** Attempts in flight as a claim is to see them: those whose turn has not come have no place. */
  asFull(inFlight: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const seen = new Map(inFlight);
    const isAnyTurn = this.#nextMs <= performance.now();
    for (const id of this.#slow.keys()) if (!isAnyTurn || !this.#isItsTurn(id)) seen.set(id, NO_PLACE);
    return seen;
  }

  /** Retries come from Temporal, and not from the claim that heeds the places. */
  mayBegin(webhookId: string, inFlight: ReadonlyMap<string, number>): boolean {
    return !this.#slow.has(webhookId) || (this.#isItsTurn(webhookId) && this.placesLeft(inFlight) > 0);
  }

  #isItsTurn(webhookId: string): boolean {
    return (this.#slow.get(webhookId) ?? 0) <= performance.now();
  }
}
