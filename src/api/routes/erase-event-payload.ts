import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { ProblemError } from '../../errors.js';
import { cancelOpenDeliveries } from '../../store/cancel-open-deliveries.js';
import { erasePayload } from '../../store/erase-payload.js';
import { eraseResponses } from '../../store/erase-responses.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'eraseEventPayload',
  method: 'delete',
  path: '/events/{id}/payload',
  summary: "Erase an event's payload",
  description:
    "Erases the payload and the receivers' stored answers; the record stays. Open deliveries end `cancelled`.",
  tags: ['Events'],
  role: 'manage',
  audit: 'payload.erased',
  params: z.object({ id: idParam('evt') }),
  responses: { 204: null },
  handler: async ({ db, workspaceId, params: { id } }) => {
    if (!(await erasePayload(db, workspaceId, id)))
      throw new ProblemError('not-found', 'There is no such event.');
    await cancelOpenDeliveries(db, { eventId: id }, 'payload-erased');
    await eraseResponses(db, id);
    return { status: 204 };
  },
});
