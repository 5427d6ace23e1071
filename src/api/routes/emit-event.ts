import { z } from 'zod';
import { queryFlag } from '../../contract/common.js';
import { acceptedEvent, emitEventBody, MAX_EVENT_BYTES, validEvent } from '../../contract/event.js';
import { acceptEvent, countMatches } from '../../store/accept-events.js';
import { checkWorkspaceNamed } from '../emitting-workspace.js';
import { readEvent } from '../new-event.js';
import { presentAccepted, toAccepted } from '../present-accepted.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'emitEvent',
  method: 'post',
  path: '/events',
  summary: 'Emit an event',
  description: 'Answers once the event and its deliveries are committed.',
  tags: ['Events'],
  role: 'emit',
  audit: { none: 'Events are a record of their own.' },
  admission: true,
  query: z.strictObject({
    validateOnly: queryFlag.optional().describe('Only check it: nothing is accepted or sent.'),
  }),
  body: emitEventBody,
  maxBodyBytes: MAX_EVENT_BYTES,
  responses: { 202: acceptedEvent, 200: validEvent },
  problems: ['external-id-conflict', 'overloaded'],
  examples: { request: { event: 'lead.created', data: { leadId: '50713355-df73-4077-9d84-dcda6da5729c' } } },
  handler: async ({ ctx, db, auth, workspaceId, query, body, rawBody, headers, afterCommit }) => {
    checkWorkspaceNamed(auth, headers, body.workspaceId);
    const event = readEvent(ctx.eventTypes, body, rawBody.toString('utf8'), workspaceId);
    if (query.validateOnly) {
      return {
        status: 200,
        body: { valid: true as const, deliveries: await countMatches(db, workspaceId, event.type) },
      };
    }
    const accepted = toAccepted(await acceptEvent(db, event));
    if (accepted.kind === 'accepted') afterCommit(() => ctx.metrics.eventsAccepted.inc({ type: event.type }));
    return { status: 202, body: presentAccepted(event, accepted) };
  },
});
