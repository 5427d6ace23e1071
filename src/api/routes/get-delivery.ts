import { z } from 'zod';
import { idParam, queryInteger } from '../../contract/common.js';
import { delivery } from '../../contract/delivery.js';
import { workflowIdOf } from '../../contract/workflow-id.js';
import { describeWorkflow, type Standing } from '../../dispatch/describe-workflow.js';
import { ProblemError } from '../../errors.js';
import type { DeliveryDetail } from '../../store/find-delivery.js';
import { listAttempts } from '../../store/list-attempts.js';
import { getDelivery } from '../get-delivery.js';
import { presentAttempt } from '../present-attempt.js';
import { presentDelivery } from '../present-delivery.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'getDelivery',
  method: 'get',
  path: '/deliveries/{id}',
  summary: 'Get a delivery with its attempts and its live workflow',
  tags: ['Deliveries'],
  role: 'read',
  params: z.object({ id: idParam('dlv') }),
  query: z.strictObject({
    run: queryInteger(1, 1_000_000).optional().describe('Whose attempts; the newest run by default.'),
  }),
  responses: { 200: delivery },
  handler: async ({ ctx, db, auth, workspaceId, params: { id }, query }) => {
    const found = await getDelivery(db, workspaceId, id);
    const run = query.run ?? found.run;
    if (run > found.run) throw new ProblemError('not-found', `This delivery has no run ${run}.`);
    const workflowId = workflowIdOf(id, found.generation);
    const [attempts, workflow] = await Promise.all([
      listAttempts(db, id, run),
      describeWorkflow(ctx, workflowId, standingOf(found)),
    ]);
    return {
      status: 200,
      body: {
        ...presentDelivery(found, ctx.config),
        attempts: attempts.map((attempt) => presentAttempt(attempt, auth)),
        workflow,
      },
    };
  },
});

/** Before its first attempt is recorded, or while the dispatcher makes it, a delivery may have no workflow yet: that is none lost. */
function standingOf({ state, attempted, direct, withoutWorkflow }: DeliveryDetail): Standing {
  if (state === null && withoutWorkflow) return 'finished-without';
  if (state === 'queued' || direct || !attempted) return 'queued';
  return state === null ? 'finished' : 'open';
}
