/** So many POSTs of this process admit no first attempt beside them; below the worker's local-activity slots. */
export const ATTEMPTS_IN_FLIGHT = 400;

export interface WebhookLimits {
  webhookId: string;
  maxConcurrency: number;
  rateLimitPerSecond: number | null;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
  perSecond: number;
}

/** How many attempts each webhook may have in flight, and begin in a second, in this process: its limit ÷ live workers. */
export class Permits {
  readonly #inFlight = new Map<string, number>();
  /** The limits of the webhooks that have attempts in flight. */
  readonly #caps = new Map<string, number>();
  readonly #buckets = new Map<string, Bucket>();
  #liveWorkers = 1;

  set liveWorkers(count: number) {
    this.#liveWorkers = Math.max(1, count);
  }

  get liveWorkers(): number {
    return this.#liveWorkers;
  }

  /** Whether an attempt may wait for a place that an attempt in flight holds. */
  get isAnyScarce(): boolean {
    // Other workers count too, and tokens come with time.
    if (this.#liveWorkers > 1 || this.#buckets.size > 0) return true;
    for (const [webhookId, count] of this.#inFlight) if (count >= this.#caps.get(webhookId)!) return true;
    return false;
  }

  /** Whether this webhook's own limits may hold up its deliveries now. */
  holdsUp({ webhookId, maxConcurrency, rateLimitPerSecond }: WebhookLimits): boolean {
    const cap = Math.ceil(maxConcurrency / this.#liveWorkers);
    return rateLimitPerSecond !== null || (this.#inFlight.get(webhookId) ?? 0) >= cap;
  }

  get inFlight(): ReadonlyMap<string, number> {
    return this.#inFlight;
  }

  /** Tokens that each rate-limited webhook has now. */
  rateAllowance(): Map<string, number> {
    const now = performance.now();
    return new Map([...this.#buckets].map(([id, bucket]) => [id, Math.floor(refill(bucket, now))]));
  }

  /** For an attempt that the claim has admitted already. */
  take(limits: WebhookLimits): void {
    this.#inFlight.set(limits.webhookId, (this.#inFlight.get(limits.webhookId) ?? 0) + 1);
    this.#caps.set(limits.webhookId, limits.maxConcurrency);
    const bucket = this.#bucket(limits);
    if (bucket) bucket.tokens -= 1;
  }

  tryTake(limits: WebhookLimits): boolean {
    const cap = Math.ceil(limits.maxConcurrency / this.#liveWorkers);
    if ((this.#inFlight.get(limits.webhookId) ?? 0) >= cap) return false;
    const bucket = this.#bucket(limits);
    if (bucket && bucket.tokens < 1) return false;
    this.take(limits);
    return true;
  }

  release(webhookId: string): void {
    const left = (this.#inFlight.get(webhookId) ?? 1) - 1;
    if (left > 0) this.#inFlight.set(webhookId, left);
    else {
      this.#inFlight.delete(webhookId);
      this.#caps.delete(webhookId);
    }
  }

  #bucket(limits: WebhookLimits): Bucket | undefined {
    if (limits.rateLimitPerSecond === null) {
      this.#buckets.delete(limits.webhookId);
      return undefined;
    }
    const perSecond = limits.rateLimitPerSecond / this.#liveWorkers;
    const now = performance.now();
    const bucket = this.#buckets.get(limits.webhookId) ?? {
      tokens: burst(perSecond),
      filledAtMs: now,
      perSecond,
    };
    bucket.perSecond = perSecond;
    refill(bucket, now);
    this.#buckets.set(limits.webhookId, bucket);
    return bucket;
  }
}

/** A second's worth, and at least one. */
function burst(perSecond: number): number {
  return Math.max(1, Math.floor(perSecond));
}

function refill(bucket: Bucket, now: number): number {
  const earned = ((now - bucket.filledAtMs) / 1_000) * bucket.perSecond;
  bucket.tokens = Math.min(burst(bucket.perSecond), bucket.tokens + earned);
  bucket.filledAtMs = now;
  return bucket.tokens;
}
