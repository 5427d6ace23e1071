import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { DeliverWebhookInput, Outcome } from '../contract/outcome.js';
import { effectivePolicy, maximumAttempts } from '../contract/retry-policy.js';
import { workflowIdOf } from '../contract/workflow-id.js';
import type { Context } from '../context.js';
import { hostName } from '../egress/host-name.js';
import { toPublicId } from '../ids.js';
import type { AttemptJob } from '../store/attempt-job.js';
import { withDeadline } from './deadline.js';

/** `here`: its first task runs in this process · `elsewhere`: wherever a worker polls · `exists`: it was started before. */
export type Started = 'here' | 'elsewhere' | 'exists';

const START_TIMEOUT_MS = 5_000;
const LOCAL_ACTIVITY_MS = 8_000;
const LOCAL_ACTIVITY_RESERVE_MS = 2_000;

const WEBHOOK_ID = defineSearchAttributeKey('WebhookId', SearchAttributeType.KEYWORD);
/** Namespaces where the attribute is not registered: deliveries go without it. */
const namespacesWithout = new Set<string>();

/** What a start has to know of a delivery. */
type Startable = Pick<
  AttemptJob,
  | 'deliveryId'
  | 'generation'
  | 'eventType'
  | 'webhookId'
  | 'url'
  | 'timeoutMs'
  | 'charged'
  | 'test'
  | 'retryPolicy'
>;

/** `first`: what came of an attempt that was made without it; the workflow goes on from there. */
export async function startWorkflow(ctx: Context, job: Startable, first?: Outcome): Promise<Started> {
  const { temporalTaskQueue, temporalNamespace } = ctx.config;
  const withAttribute = !namespacesWithout.has(temporalNamespace);
  try {
    const handle = await withDeadline(
      ctx.temporal.workflow.start('deliverWebhook', {
        taskQueue: temporalTaskQueue,
        workflowId: workflowIdOf(job.deliveryId, job.generation),
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
        requestEagerStart: true,
        args: [{ ...inputOf(ctx, job), ...(first && { first }) }],
        staticSummary: `${job.eventType} → ${hostName(job.url)}`,
        ...(withAttribute
          ? { typedSearchAttributes: [{ key: WEBHOOK_ID, value: toPublicId('wh', job.webhookId) }] }
          : {}),
      }),
      START_TIMEOUT_MS,
    );
    return handle.eagerlyStarted ? 'here' : 'elsewhere';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'exists';
    if (withAttribute && isUnknownAttribute(error)) {
      namespacesWithout.add(temporalNamespace);
      ctx.logger.warn('the search attribute WebhookId is not registered; workflows are started without it');
      return startWorkflow(ctx, job, first);
    }
    throw error;
  }
}

export function fitsLocalActivity(job: Pick<AttemptJob, 'timeoutMs'>): boolean {
  return job.timeoutMs + LOCAL_ACTIVITY_RESERVE_MS < LOCAL_ACTIVITY_MS;
}

function inputOf(ctx: Context, job: Startable): DeliverWebhookInput {
  const policy = effectivePolicy(job.retryPolicy ?? ctx.config.defaultRetryPolicy);
  return {
    deliveryId: job.deliveryId,
    generation: job.generation,
    localFirst: fitsLocalActivity(job),
    charged: job.charged,
    maximumAttempts: job.test ? 1 : maximumAttempts(policy),
  };
}

function isUnknownAttribute(error: unknown): boolean {
  const text = error instanceof Error ? `${error.message} ${String(error.cause)}` : '';
  return /search attribute/i.test(text);
}
