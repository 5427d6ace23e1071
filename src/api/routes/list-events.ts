import { z } from 'zod';
import { externalId, queryFlag, timestampInput } from '../../contract/common.js';
import { eventRow, subject } from '../../contract/event.js';
import { page, pageOf } from '../../contract/paging.js';
import { listEvents } from '../../store/list-events.js';
import { checkEventType } from '../check-event-type.js';
import { filteredPageQuery, positionIn, scopeOf, sortKeyIn } from '../list-position.js';
import { presentEvent } from '../present-event.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'listEvents',
  method: 'get',
  path: '/events',
  summary: 'List events',
  tags: ['Events'],
  role: 'read',
  query: z.strictObject({
    ...filteredPageQuery,
    eventType: z.string().optional(),
    subject: subject.optional(),
    externalId: externalId.optional(),
    from: timestampInput.optional().describe('Accepted at or after.'),
    to: timestampInput.optional().describe('Accepted before.'),
    matched: queryFlag
      .optional()
      .describe(
        'false: those that no webhook took. Where they are few among many, `from` keeps the search short.',
      ),
  }),
  responses: { 200: page(eventRow) },
  handler: async ({ ctx, db, workspaceId, query }) => {
    const { limit, cursor, ...filter } = query;
    if (filter.eventType !== undefined) checkEventType(ctx.eventTypes, filter.eventType);
    const scope = scopeOf('events', workspaceId, filter);
    const before = positionIn(scope, cursor);
    const rows = await listEvents(db, workspaceId, filter, { limit: limit + 1, before });
    const present = (row: (typeof rows)[number]) => ({ ...presentEvent(row), deliveries: row.deliveries });
    return { status: 200, body: pageOf(rows, limit, sortKeyIn(scope), present) };
  },
});
