import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { deliveryRow } from '../../contract/delivery.js';
import { cancelWorkflow } from '../../dispatch/workflow-control.js';
import { ProblemError } from '../../errors.js';
import { cancelDelivery } from '../../store/cancel-delivery.js';
import { getDelivery } from '../get-delivery.js';
import { presentDeliveryRow } from '../present-delivery.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'cancelDelivery',
  method: 'post',
  path: '/deliveries/{id}/cancel',
  summary: 'Cancel an open delivery',
  description: 'An attempt in flight ends first: if it succeeds, the delivery is delivered.',
  tags: ['Deliveries'],
  role: 'manage',
  audit: 'delivery.cancelled',
  params: z.object({ id: idParam('dlv') }),
  responses: { 202: deliveryRow },
  problems: ['conflict'],
  handler: async ({ ctx, db, workspaceId, params: { id }, afterCommit }) => {
    await getDelivery(db, workspaceId, id);
    const result = await cancelDelivery(db, id);
    if (result.kind === 'over') throw new ProblemError('conflict', 'The delivery is finished.');
    // Not waited for: a workflow that goes on finds its row gone.
    if (result.kind === 'cancelled') afterCommit(() => void cancelWorkflow(ctx, result.workflowId));
    return { status: 202, body: presentDeliveryRow(await getDelivery(db, workspaceId, id), ctx.config) };
  },
});
