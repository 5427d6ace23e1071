import { z } from 'zod';
import { idParam, queryInteger, timestampInput } from '../../contract/common.js';
import { deliveryRow, deliveryStatus } from '../../contract/delivery.js';
import { subject } from '../../contract/event.js';
import { page, pageOf } from '../../contract/paging.js';
import { ATTEMPT_CODES } from '../../egress/failures.js';
import { listDeliveries } from '../../store/list-deliveries.js';
import { checkEventType } from '../check-event-type.js';
import { filteredPageQuery, positionIn, scopeOf, sortKeyIn } from '../list-position.js';
import { presentDeliveryRow } from '../present-delivery.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'listDeliveries',
  method: 'get',
  path: '/deliveries',
  summary: 'List deliveries',
  description: "Newest first, by their event's time.",
  tags: ['Deliveries'],
  role: 'read',
  query: z.strictObject({
    ...filteredPageQuery,
    webhookId: idParam('wh').optional(),
    eventId: idParam('evt').optional(),
    eventType: z.string().optional(),
    subject: subject.optional(),
    status: deliveryStatus.optional(),
    responseStatus: queryInteger(100, 599).optional().describe('Of the last attempt.'),
    errorCode: z.enum(ATTEMPT_CODES).optional().describe('Of the last attempt.'),
    from: timestampInput.optional().describe("The event's time, at or after."),
    to: timestampInput.optional().describe("The event's time, before."),
  }),
  responses: { 200: page(deliveryRow) },
  handler: async ({ ctx, db, workspaceId, query }) => {
    const { limit, cursor, ...filter } = query;
    if (filter.eventType !== undefined) checkEventType(ctx.eventTypes, filter.eventType);
    const scope = scopeOf('deliveries', workspaceId, filter);
    const before = positionIn(scope, cursor);
    const rows = await listDeliveries(db, workspaceId, filter, { limit: limit + 1, before });
    return {
      status: 200,
      body: pageOf(rows, limit, sortKeyIn(scope), (row) => presentDeliveryRow(row, ctx.config)),
    };
  },
});
