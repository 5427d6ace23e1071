import { type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import type { z } from 'zod';
import type { workflow } from '../contract/delivery.js';
import type { Context } from '../context.js';
import { withDeadline } from './deadline.js';

export type DeliveryWorkflow = z.infer<typeof workflow>;

/** Where the delivery stands in the database: it decides what Temporal's not knowing the workflow means. */
export type Standing = 'queued' | 'open' | 'finished' | 'finished-without';

const ANSWER_TIMEOUT_MS = 1_000;
const UNKNOWN = {
  queued: 'not-started',
  open: 'lost',
  finished: 'expired',
  'finished-without': 'not-needed',
} as const;

/** Temporal's own answer about an execution; says why where there is none, and never takes longer than a second. */
export async function describeWorkflow(
  ctx: Context,
  workflowId: string,
  standing: Standing,
): Promise<DeliveryWorkflow> {
  try {
    const description = await withDeadline(
      ctx.temporal.workflow.getHandle(workflowId).describe(),
      ANSWER_TIMEOUT_MS,
    );
    return {
      id: workflowId,
      runId: description.runId,
      // Temporal's own spelling; the SDK has another.
      status: description.status.name === 'CANCELLED' ? 'CANCELED' : description.status.name,
      url: uiUrl(ctx, workflowId, description.runId),
      unavailable: null,
      pendingActivity: pendingActivityOf(description),
    };
  } catch (error) {
    const isKnown = error instanceof WorkflowNotFoundError || standing === 'finished-without';
    const unavailable = isKnown ? UNKNOWN[standing] : 'temporal';
    return { id: workflowId, runId: null, status: null, url: null, unavailable, pendingActivity: null };
  }
}

function uiUrl(ctx: Context, workflowId: string, runId: string): string | null {
  const { temporalUiUrl, temporalNamespace } = ctx.config;
  if (temporalUiUrl === undefined) return null;
  const path = ['namespaces', temporalNamespace, 'workflows', workflowId, runId, 'history'];
  return `${temporalUiUrl.replace(/\/$/, '')}/${path.map(encodeURIComponent).join('/')}`;
}

/** Temporal's PendingActivityState, by number. */
const STATES = ['UNSPECIFIED', 'SCHEDULED', 'STARTED', 'CANCEL_REQUESTED', 'PAUSED', 'PAUSE_REQUESTED'];

function pendingActivityOf(description: WorkflowExecutionDescription): DeliveryWorkflow['pendingActivity'] {
  const pending = description.raw.pendingActivities?.[0];
  if (!pending) return null;
  const nextAt = pending.nextAttemptScheduleTime ?? pending.scheduledTime;
  return {
    attempt: pending.attempt ?? 1,
    maximumAttempts: pending.maximumAttempts || null,
    state: STATES[pending.state ?? 0] ?? 'UNSPECIFIED',
    lastFailure: pending.lastFailure?.message ?? null,
    nextAttemptAt: nextAt ? toTime(nextAt) : null,
  };
}

function toTime({ seconds, nanos }: { seconds?: unknown; nanos?: number | null }): string {
  return new Date(Number(seconds) * 1_000 + Math.floor((nanos ?? 0) / 1e6)).toISOString();
}
