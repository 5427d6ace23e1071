import { z } from 'zod';
import { eventType } from '../../contract/event-type.js';
import { ProblemError } from '../../errors.js';
import { presentEventType } from '../present-event-type.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'getEventType',
  method: 'get',
  path: '/event-types/{name}',
  summary: 'Get an event type with its schema and example',
  tags: ['Event types'],
  role: 'read',
  params: z.object({ name: z.string() }),
  responses: { 200: eventType },
  handler: async ({ ctx, params }) => {
    const found = ctx.eventTypes.find(params.name);
    if (!found) throw new ProblemError('not-found', ctx.eventTypes.nameError(params.name));
    return { status: 200, body: presentEventType(found) };
  },
});
