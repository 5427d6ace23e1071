import { eventBody, type EventOptions } from './emit.js';
import { PosthornError } from './errors/posthorn-error.js';
import { ProblemResponseError, type Problem } from './errors/problem-response-error.js';
import type { EventData } from './event.js';
import type { EventDataByType } from './generated/event-types.js';
import type { Send } from './request.js';
import { splitBatch } from './split-batch.js';

export interface BatchEvent<Type extends string, Events = EventDataByType> extends EventOptions {
  event: Type;
  data: EventData<Type, Events>;
}

/** What became of one event of a batch; emitting it again under its externalId is safe. */
export type BatchItem =
  | { ok: true; externalId: string; id: string; deliveries: number }
  | { ok: false; externalId: string; error: PosthornError };

type ItemAnswer = { status: number; id: string; deliveries: number } | { status: number; problem: Problem };

const CALL = 'POST /events/batch';

/** Sends chunk after chunk. One that fails, its retries included, fails its own events; the others go on. */
export async function emitBatch(
  send: Send,
  workspaceId: string | undefined,
  events: readonly (EventOptions & { event: string; data: unknown })[],
  signal: AbortSignal | undefined,
): Promise<BatchItem[]> {
  const items: BatchItem[] = [];
  const bodies = events.map(({ event, data, ...options }) => eventBody(event, data, options, workspaceId));
  for (const chunk of splitBatch(bodies)) {
    const externalIds = chunk.map((body) => body.externalId);
    try {
      const json = `{"events":[${chunk.map((body) => body.json).join()}]}`;
      const { body } = await send<{ data: ItemAnswer[] }>({
        method: 'POST',
        path: '/events/batch',
        json,
        signal,
      });
      items.push(...externalIds.map((externalId, index) => itemOf(externalId, body.data[index])));
    } catch (error) {
      if (!(error instanceof PosthornError)) throw error;
      items.push(...externalIds.map((externalId) => ({ ok: false as const, externalId, error })));
    }
  }
  return items;
}

function itemOf(externalId: string, answer: ItemAnswer | undefined): BatchItem {
  if (answer && 'id' in answer) {
    return { ok: true, externalId, id: answer.id, deliveries: answer.deliveries };
  }
  const problem = answer?.problem ?? {
    status: 500,
    code: 'http-status',
    title: 'The answer leaves this event out',
  };
  return { ok: false, externalId, error: new ProblemResponseError(CALL, problem) };
}
