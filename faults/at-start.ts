import { openGrpcWire } from './grpc-wire.js';
import type { World } from './world.js';

const TIMES = 3;
/** A delivery's workflow id in the bytes of the request that started it. */
const WORKFLOW_ID = /dlv_[0-9A-Z]{26}(-g\d+)?/;

/** Kills the only worker when Temporal has started a workflow and the worker does not know it yet, a few times in a row. */
export async function killAtStarts(
  world: World,
  then: (workflowId: string) => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  if (world.workflowStart === 'on-failure') {
    // Else there is no start.
    world.receiver.answer('/main', ({ headers }) => ({
      status: headers['webhook-attempt'] === '1' ? 503 : 200,
    }));
  }
  const wire = await openGrpcWire(world.direct.temporalAddress);
  try {
    await world.kill(world.workers[0]!, 'SIGTERM');
    for (let n = 0; n < TIMES; n++) {
      const worker = await world.startWorker({ temporalAddress: wire.address });
      const request = await new Promise<Buffer>((resolve) =>
        wire.atNextAnswer('StartWorkflowExecution', resolve),
      );
      await world.kill(worker);
      const [workflowId] = WORKFLOW_ID.exec(request.toString('latin1')) ?? [];
      if (workflowId === undefined) throw new Error('The start names no delivery.');
      await then(workflowId);
    }
    await world.startWorker();
  } finally {
    await wire.close();
  }
}
