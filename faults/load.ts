import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Posthorn } from '@posthorn/client';
import type { Asked } from './evidence.js';

export interface Load {
  asked: readonly Asked[];
  accepted(): number;
  /** Resolves when so many more than now have their 2xx. */
  acceptedMore(count: number): Promise<void>;
  /** Emits one event now, beside the steady ones. */
  emit(event?: string): Promise<Asked>;
  /** Emits so many at once, in one request. */
  emitBatch(event: string, count: number): Promise<void>;
  /** Emits nothing more, and waits for the answers under way; or gives them up. */
  stop(options?: { giveUp: boolean }): Promise<void>;
}

const EVENT = 'lead.created';
/** A producer does not begin more before some of them have their answer. */
const MOST_PENDING = 100;

/** Events at a steady rate, each with an externalId of its own; the client repeats what got no answer, as a producer's does. */
export function startLoad(
  posthorn: Posthorn,
  options: { perSecond: number; onAnswer: (asked: Asked) => void },
): Load {
  const asked: Asked[] = [];
  const pending = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  const givingUp = new AbortController();
  setMaxListeners(0, givingUp.signal);
  let accepted = 0;
  let waiting: { count: number; resolve: () => void }[] = [];

  const ask = (event: string): { one: Asked; data: { leadId: string; note: string } } => {
    const n = asked.length + 1;
    const data = { leadId: `L-${n}`, note: `${'x'.repeat(n % 500)} "Grüße" \u2028 1.0` };
    const one = { externalId: `E-${n}`, event, data: JSON.stringify(data), askedAt: Date.now() };
    asked.push(one);
    return { one, data };
  };

  const accept = (one: Asked, { id, deliveries }: { id: string; deliveries: number }): void => {
    Object.assign(one, { id, deliveries, acceptedAt: Date.now() });
    accepted += 1;
    for (const waiter of waiting) if (accepted >= waiter.count) waiter.resolve();
    waiting = waiting.filter((waiter) => accepted < waiter.count);
  };

  const emit = async (event = EVENT): Promise<Asked> => {
    const { one, data } = ask(event);
    try {
      const { externalId } = one;
      accept(one, await posthorn.emit(event, data, { externalId, signal: givingUp.signal }));
    } catch (error) {
      one.refusal = String(error);
    }
    options.onAnswer(one);
    return one;
  };

  const emitBatch = async (event: string, count: number): Promise<void> => {
    const batch = Array.from({ length: count }, () => ask(event));
    const items = await posthorn.emitBatch(
      batch.map(({ one: { externalId }, data }) => ({ event, data, externalId })),
      { signal: givingUp.signal },
    );
    for (const [i, item] of items.entries()) {
      const { one } = batch[i]!;
      if (item.ok) accept(one, item);
      else one.refusal = String(item.error);
      options.onAnswer(one);
    }
  };

  const running = (async () => {
    const beganAt = performance.now();
    for (let n = 0; options.perSecond > 0 && !stopping.signal.aborted; n++) {
      const dueInMs = beganAt + (n * 1_000) / options.perSecond - performance.now();
      if (dueInMs > 0) await delay(dueInMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      if (pending.size >= MOST_PENDING) continue;
      const one = emit().finally(() => pending.delete(one));
      pending.add(one);
    }
  })();

  return {
    asked,
    accepted: () => accepted,
    acceptedMore: (more) => new Promise((resolve) => void waiting.push({ count: accepted + more, resolve })),
    emit,
    emitBatch,
    stop: async ({ giveUp } = { giveUp: false }) => {
      stopping.abort();
      if (giveUp) givingUp.abort(new Error('The run is over.'));
      await running;
      await Promise.all(pending);
    },
  };
}
