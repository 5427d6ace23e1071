import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/client';
import type { Context } from '../context.js';
import { toPublicId } from '../ids.js';
import { cancelReplay, listRunningReplays } from '../store/replays.js';
import { withDeadline } from './deadline.js';

const CALL_TIMEOUT_MS = 5_000;

export function replayWorkflowId(replayId: string): string {
  return toPublicId('rpl', replayId);
}

/** Starts the workflow of a replay that was just committed; should this fail, the sweeper does it. */
export async function startReplay(ctx: Context, replayId: string): Promise<void> {
  try {
    await startWorkflow(ctx, replayId, WorkflowIdReusePolicy.REJECT_DUPLICATE);
  } catch (error) {
    ctx.logger.warn({ err: error, replayId: replayWorkflowId(replayId) }, 'a replay waits for its workflow');
  }
}

/** Every replay that runs has a workflow, save those whose workflow somebody terminated: that ends the replay. */
export async function keepReplaysRunning(ctx: Context): Promise<void> {
  for (const id of await listRunningReplays(ctx.pool)) {
    try {
      await startWorkflow(ctx, id, WorkflowIdReusePolicy.REJECT_DUPLICATE);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await reviveWorkflow(ctx, id);
    }
  }
}

async function reviveWorkflow(ctx: Context, replayId: string): Promise<void> {
  const handle = ctx.temporal.workflow.getHandle(replayWorkflowId(replayId));
  const { status } = await withDeadline(handle.describe(), CALL_TIMEOUT_MS);
  if (status.name === 'RUNNING') return;
  if (status.name === 'TERMINATED') await cancelReplay(ctx.pool, replayId, 'terminated');
  else await startWorkflow(ctx, replayId, WorkflowIdReusePolicy.ALLOW_DUPLICATE);
}

async function startWorkflow(
  ctx: Context,
  replayId: string,
  workflowIdReusePolicy: WorkflowIdReusePolicy,
): Promise<void> {
  const start = ctx.temporal.workflow.start('replayDeliveries', {
    taskQueue: ctx.config.temporalTaskQueue,
    workflowId: replayWorkflowId(replayId),
    workflowIdReusePolicy,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    args: [{ replayId }],
  });
  await withDeadline(start, CALL_TIMEOUT_MS);
}
