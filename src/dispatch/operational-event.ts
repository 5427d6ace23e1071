import type { Context } from '../context.js';
import { encodeEnvelope, hashEvent } from '../contract/envelope.js';
import type { OperationalData, OperationalType } from '../contract/operational-event-types.js';
import { newUuid, toPublicId } from '../ids.js';
import { acceptEvents, countMatches, type NewEvent } from '../store/accept-events.js';
import type { Db } from '../store/db.js';

/** Where the instance's own webhooks are; every operational event of any workspace is told here too. */
export const OPERATIONS_WORKSPACE = 'posthorn-operations';

interface News<T extends OperationalType> {
  type: T;
  data: OperationalData<T>;
  /** The same again is not told again. */
  once?: string;
}

/** Emits it where a webhook names it: in the workspace that it is about, and in that of the instance. */
export async function tell<T extends OperationalType>(
  { metrics }: Pick<Context, 'metrics'>,
  db: Db,
  news: News<T>,
): Promise<void> {
  const events: NewEvent[] = [];
  for (const workspaceId of new Set([news.data.workspaceId, OPERATIONS_WORKSPACE])) {
    if ((await countMatches(db, workspaceId, news.type)) > 0) events.push(eventIn(workspaceId, news));
  }
  if (events.length === 0) return;
  for (const { kind } of await acceptEvents(db, events)) {
    if (kind === 'accepted') metrics.eventsAccepted.inc({ type: news.type });
  }
}

function eventIn<T extends OperationalType>(workspaceId: string, { type, data, once }: News<T>): NewEvent {
  const now = new Date();
  const id = newUuid(now.getTime());
  const rawData = JSON.stringify(data);
  const subject = data.webhookId;
  return {
    id,
    workspaceId,
    type,
    subject,
    externalId: once ?? null,
    occurredAt: now,
    payload: encodeEnvelope({
      id: toPublicId('evt', id),
      event: type,
      occurredAt: now,
      workspaceId,
      rawData,
      test: false,
    }),
    bodyHash: hashEvent({ event: type, timestamp: null, subject, rawData }),
    testOf: null,
  };
}
