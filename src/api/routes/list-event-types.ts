import { z } from 'zod';
import { eventType } from '../../contract/event-type.js';
import { defineRoute } from '../route.js';
import { presentEventType } from '../present-event-type.js';

export const route = defineRoute({
  operationId: 'listEventTypes',
  method: 'get',
  path: '/event-types',
  summary: 'List the event types that webhooks can subscribe to',
  tags: ['Event types'],
  role: 'read',
  responses: { 200: z.object({ data: z.array(eventType) }) },
  handler: async ({ ctx }) => ({ status: 200, body: { data: ctx.eventTypes.list().map(presentEventType) } }),
});
