import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { eventPayload } from '../../contract/event.js';
import { ProblemError } from '../../errors.js';
import { findEvent } from '../../store/find-event.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'getEventPayload',
  method: 'get',
  path: '/events/{id}/payload',
  summary: "Get an event's payload",
  description: 'What receivers get as body, byte for byte. 404 once it is erased.',
  tags: ['Events'],
  role: 'read',
  params: z.object({ id: idParam('evt') }),
  responses: { 200: eventPayload },
  handler: async ({ db, workspaceId, params: { id } }) => {
    const found = await findEvent(db, workspaceId, id);
    if (!found) throw new ProblemError('not-found', 'There is no such event.');
    if (!found.payload) throw new ProblemError('not-found', 'The payload of this event was erased.');
    return { status: 200, json: found.payload.toString('utf8') };
  },
});
