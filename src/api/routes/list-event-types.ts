import { z } from 'zod';
import { eventType } from '../../contract/event-type.js';
import { cursorOf, page, pageOf, pageQuery } from '../../contract/paging.js';
import { defineRoute } from '../route.js';
import { presentEventType } from '../present-event-type.js';

export const route = defineRoute({
  operationId: 'listEventTypes',
  method: 'get',
  path: '/event-types',
  summary: 'List the event types that webhooks can subscribe to, in the order they were declared',
  tags: ['Event types'],
  role: 'read',
  query: z.strictObject({ limit: pageQuery.limit, cursor: cursorOf(/^\d{1,9}$/) }),
  responses: { 200: page(eventType) },
  handler: async ({ ctx, query: { limit, cursor } }) => {
    const shown = Number(cursor ?? 0);
    const rows = ctx.eventTypes
      .list()
      .slice(shown, shown + limit + 1)
      .map((type, index) => ({ type, position: shown + index + 1 }));
    return {
      status: 200,
      body: pageOf(
        rows,
        limit,
        ({ position }) => String(position),
        ({ type }) => presentEventType(type),
      ),
    };
  },
});
