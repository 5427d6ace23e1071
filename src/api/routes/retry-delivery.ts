import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { deliveryRow } from '../../contract/delivery.js';
import { signalRetryNow } from '../../dispatch/workflow-control.js';
import { ProblemError } from '../../errors.js';
import { retryDelivery, type RetryRefusal } from '../../store/retry-delivery.js';
import { getDelivery } from '../get-delivery.js';
import { presentDeliveryRow } from '../present-delivery.js';
import { defineRoute } from '../route.js';

const REFUSALS: Record<RetryRefusal, string> = {
  sending: 'An attempt is in flight.',
  held: 'The webhook is paused or disabled; the delivery is sent when it is enabled.',
  test: 'A test send has one attempt; send another test.',
  'webhook-deleted': 'The webhook was deleted.',
  'payload-erased': "The event's payload was erased.",
};

export const route = defineRoute({
  operationId: 'retryDelivery',
  method: 'post',
  path: '/deliveries/{id}/retry',
  summary: 'Retry a delivery now',
  description:
    'Open: the next attempt runs now, and the schedule goes on. Finished: a new run with its own full budget and the same `webhook-id`. ' +
    'Presses within a second are one.',
  tags: ['Deliveries'],
  role: 'manage',
  audit: 'delivery.retried',
  params: z.object({ id: idParam('dlv') }),
  responses: { 202: deliveryRow },
  problems: ['conflict'],
  handler: async ({ ctx, db, workspaceId, params: { id }, afterCommit }) => {
    await getDelivery(db, workspaceId, id);
    const result = await retryDelivery(db, id);
    if (result.kind === 'refused') throw new ProblemError('conflict', REFUSALS[result.reason]);
    const workflowId = result.kind === 'retried' ? result.workflowId : null;
    // Not waited for: the row already says that the attempt is due.
    if (workflowId !== null) afterCommit(() => void signalRetryNow(ctx, workflowId));
    return {
      status: 202,
      body: presentDeliveryRow(await getDelivery(db, workspaceId, id), ctx.config),
      audited: result.kind === 'retried' ? {} : null,
    };
  },
});
