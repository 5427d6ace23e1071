import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { rawDataOf } from '../../contract/envelope.js';
import { event } from '../../contract/event.js';
import { ProblemError } from '../../errors.js';
import { findEvent } from '../../store/find-event.js';
import { listDeliveries } from '../../store/list-deliveries.js';
import { presentDeliveryRow } from '../present-delivery.js';
import { presentEvent } from '../present-event.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'getEvent',
  method: 'get',
  path: '/events/{id}',
  summary: 'Get an event with its data and deliveries',
  description: '`data` is what was sent, byte for byte.',
  tags: ['Events'],
  role: 'read',
  params: z.object({ id: idParam('evt') }),
  responses: { 200: event },
  handler: async ({ ctx, db, workspaceId, params: { id } }) => {
    const found = await findEvent(db, workspaceId, id);
    if (!found) throw new ProblemError('not-found', 'There is no such event.');
    const deliveries = await listDeliveries(db, workspaceId, { eventId: id }, { limit: null, before: null });
    // `data` is spliced in as it is stored: parsing it and writing it again would change it.
    const head = JSON.stringify(presentEvent(found));
    const data = found.payload ? rawDataOf(found.payload) : 'null';
    const rows = JSON.stringify(deliveries.map((delivery) => presentDeliveryRow(delivery, ctx.config)));
    return { status: 200, json: `${head.slice(0, -1)},"data":${data},"deliveries":${rows}}` };
  },
});
