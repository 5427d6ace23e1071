import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** How long the whole scrape waits for what is read elsewhere. */
const SCRAPE_TIMEOUT_MS = 2_000;

export interface QueueDepth {
  /** Open deliveries by the state of their queue row. */
  depth: Record<'queued' | 'sending' | 'retrying', number>;
  /** How long the oldest delivery that may be sent now has waited; 0 without one. */
  oldestDueSeconds: number;
}

/** One attempt, as its record has it. */
export interface ObservedAttempt {
  /** `delivered`, or the code of the failure. */
  code: string;
  durationMs: number;
  /** For a delivery's very first attempt: since its event was accepted. */
  sinceAcceptedMs: number | null;
  /** What became of the delivery; it ended with delivered, failed and cancelled. */
  outcome: string;
}

export type Metrics = ReturnType<typeof createMetrics>;

const ENDINGS = new Set(['delivered', 'failed', 'cancelled']);

/** Every metric of Posthorn, in a registry of its own. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const queueDepth = new Gauge({
    name: 'posthorn_queue_depth',
    help: 'Open deliveries by the state of their queue row.',
    labelNames: ['state'] as const,
    registers,
  });
  const queueOldestAge = new Gauge({
    name: 'posthorn_queue_oldest_age_seconds',
    help: 'How long the oldest delivery that may be sent now has waited.',
    registers,
  });
  let readQueue: (() => Promise<QueueDepth>) | undefined;
  let readTemporal: (() => Promise<string>) | undefined;

  const deliveriesFinished = new Counter({
    name: 'posthorn_deliveries_finished_total',
    help: 'Deliveries that an attempt ended, by outcome: delivered, failed, cancelled.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const attempts = new Counter({
    name: 'posthorn_attempts_total',
    help: 'Attempts made, by code: delivered, or the code of the failure.',
    labelNames: ['code'] as const,
    registers,
  });
  const attemptDuration = new Histogram({
    name: 'posthorn_attempt_duration_seconds',
    help: "From the name look-up to the receiver's status line.",
    buckets: SECONDS,
    registers,
  });
  const acceptToFirstAttempt = new Histogram({
    name: 'posthorn_accept_to_first_attempt_seconds',
    help: 'From the acceptance of an event to the begin of the first attempt of its delivery.',
    buckets: [...SECONDS, 60, 300],
    registers,
  });

  return {
    registry,
    eventsAccepted: new Counter({
      name: 'posthorn_events_accepted_total',
      help: 'Events committed, without repetitions.',
      labelNames: ['type'] as const,
      registers,
    }),
    acceptsRefused: new Counter({
      name: 'posthorn_accepts_refused_total',
      help: 'Requests to emit events that were answered 429 overloaded, by reason: memory, queue-age.',
      labelNames: ['reason'] as const,
      registers,
    }),
    httpRequests: new Histogram({
      name: 'posthorn_http_request_duration_seconds',
      help: 'Requests to the API, by operation and status.',
      labelNames: ['operation', 'status'] as const,
      buckets: SECONDS,
      registers,
    }),

    observeAttempt({ code, durationMs, sinceAcceptedMs, outcome }: ObservedAttempt): void {
      attempts.inc({ code });
      attemptDuration.observe(durationMs / 1_000);
      if (sinceAcceptedMs !== null) acceptToFirstAttempt.observe(Math.max(0, sinceAcceptedMs) / 1_000);
      if (ENDINGS.has(outcome)) deliveriesFinished.inc({ outcome });
    },

    /** Where queue depth and age are read at each scrape. */
    collectQueue(read: () => Promise<QueueDepth>): void {
      readQueue = read;
    },

    /** Where the Temporal SDK's own metrics are read at each scrape, in Prometheus' text form. */
    collectTemporal(read: () => Promise<string>): void {
      readTemporal = read;
    },

    /** The text of a scrape. A source that does not answer is left out; `posthorn_queue_depth` is then absent. */
    async scrape(): Promise<string> {
      queueDepth.reset();
      queueOldestAge.remove();
      const [temporal] = await Promise.all([within(readTemporal), setQueue()]);
      return `${await registry.metrics()}\n${temporal ?? ''}`;
    },
  };

  async function setQueue(): Promise<void> {
    const queue = await within(readQueue);
    if (!queue) return;
    for (const [state, count] of Object.entries(queue.depth)) queueDepth.set({ state }, count);
    queueOldestAge.set(queue.oldestDueSeconds);
  }
}

/** The answer, or undefined when there is no source, when it fails or when it takes too long. */
async function within<T>(read: (() => Promise<T>) | undefined): Promise<T | undefined> {
  if (!read) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, SCRAPE_TIMEOUT_MS, undefined);
  });
  try {
    return await Promise.race([read(), tooLate]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
