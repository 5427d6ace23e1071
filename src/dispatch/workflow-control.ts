import { WorkflowNotFoundError } from '@temporalio/client';
import type { Context } from '../context.js';
import { withDeadline } from './deadline.js';

const CALL_TIMEOUT_MS = 3_000;

/** What a workflow answered: `gone` means Temporal does not know an open execution of that id. */
export type Reached = 'reached' | 'gone' | 'unavailable';

/** Wakes a workflow that waits for its next attempt. The row already says so; this only saves the wait. */
export function signalRetryNow(ctx: Context, workflowId: string): Promise<Reached> {
  return reach(ctx.temporal.workflow.getHandle(workflowId).signal('retryNow'));
}

export function cancelWorkflow(ctx: Context, workflowId: string): Promise<Reached> {
  return reach(ctx.temporal.workflow.getHandle(workflowId).cancel());
}

async function reach(call: Promise<unknown>): Promise<Reached> {
  try {
    await withDeadline(call, CALL_TIMEOUT_MS);
    return 'reached';
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? 'gone' : 'unavailable';
  }
}
