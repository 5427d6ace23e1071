import { Client, Connection } from '@temporalio/client';
import { killAtStarts } from '../at-start.js';
import type { Fault } from '../fault.js';

export const fault: Fault = {
  name: 'workflow-gone-at-start',
  what: 'The same, and Temporal’s record of that workflow is deleted before another worker comes; three times.',
  seconds: 60,
  run: async (world) => {
    const connection = await Connection.connect({ address: world.direct.temporalAddress });
    try {
      const { workflowService } = new Client({ connection });
      await killAtStarts(world, (workflowId) =>
        workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution: { workflowId } }),
      );
    } finally {
      await connection.close();
    }
  },
};
