import { batchResult, emitBatchBody, MAX_BATCH_BYTES } from '../../contract/event.js';
import { rawElements, rawMembers } from '../../contract/raw-json.js';
import { acceptEvents } from '../../store/accept-events.js';
import { batchReader, refusal } from '../read-batch-item.js';
import { toAccepted } from '../present-accepted.js';
import { defineRoute } from '../route.js';
import { toPublicId } from '../../ids.js';

export const route = defineRoute({
  operationId: 'emitBatch',
  method: 'post',
  path: '/events/batch',
  summary: 'Emit up to 500 events',
  description:
    'Each is judged on its own and answered in order: a bad one never blocks the others. The good ones are one commit.',
  tags: ['Events'],
  role: 'emit',
  audit: { none: 'Events are a record of their own.' },
  admission: true,
  body: emitBatchBody,
  maxBodyBytes: MAX_BATCH_BYTES,
  responses: { 202: batchResult },
  problems: ['overloaded'],
  handler: async ({ ctx, db, auth, body, rawBody, headers, afterCommit }) => {
    const texts = rawElements(rawMembers(rawBody.toString('utf8')).get('events')!);
    const readItem = batchReader({ ctx, db, auth, headers });
    const items = [];
    for (const [index, item] of body.events.entries()) items.push(await readItem(item, texts[index]!));

    const results = await acceptEvents(
      db,
      items.flatMap((item) => ('event' in item ? [item.event] : [])),
    );
    let next = 0;
    const data = items.map((item) => {
      if (!('event' in item)) return item;
      try {
        const accepted = toAccepted(results[next++]);
        if (accepted.kind === 'accepted') {
          afterCommit(() => ctx.metrics.eventsAccepted.inc({ type: item.event.type }));
        }
        return { status: 202 as const, id: toPublicId('evt', accepted.id), deliveries: accepted.deliveries };
      } catch (error) {
        return refusal(error);
      }
    });
    return { status: 202, body: { data } };
  },
});
