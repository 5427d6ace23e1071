import type { Config } from '../config.js';
import { delayMs, effectivePolicy, maximumAttempts, type RetryPolicy } from '../contract/retry-policy.js';
import type { Outcome } from '../contract/outcome.js';
import type { Context } from '../context.js';
import { toPublicId } from '../ids.js';
import { type AttemptJob, databaseTimeMs } from '../store/attempt-job.js';
import { MAX_UNCHARGED_TRIES } from '../store/fence.js';
import { finishDelivery } from '../store/finish-delivery.js';
import { type AttemptRecord, recordAttempt } from '../store/record-attempt.js';
import { composeRequest, type Composed } from './compose-request.js';
import { classify } from './classify.js';
import { FAILURES } from './failures.js';
import { hostName } from './host-name.js';
import { keepClaim } from './keep-claim.js';
import { findOutcome, scheduleOf } from './outcome-of.js';
import type { SendResult, Sender } from './send.js';
import { unsavedOf } from './unsaved-attempt.js';

export interface AttemptDeps {
  ctx: Context;
  sender: Sender;
  /** Called when the POST is over, whatever came of it; what follows is ours. */
  onSent?: () => void;
}

/**
 * `claim-expired`: too much time went by before the POST could begin; nothing was sent. `not-made`: this process could
 * not make it, through no fault of the receiver's.
 */
export type AttemptResult = Outcome | 'claim-expired' | 'not-made';

/** One attempt, whoever asked for it: sign, guard, POST, classify, record. Never throws for what a receiver does. */
export async function makeAttempt(deps: AttemptDeps, job: AttemptJob): Promise<AttemptResult> {
  const { ctx } = deps;
  const policy = policyOf(ctx.config, job);
  if (job.payload === null) return end(ctx, job, policy, 'cancelled', 'payload-erased');
  if (job.tries - job.charged > MAX_UNCHARGED_TRIES) return end(ctx, job, policy, 'failed', 'internal');
  const { request, result } = await send(deps, job, job.payload);
  deps.onSent?.();
  if (result.error && !FAILURES[result.error.code].charged) {
    if (result.error.code === 'claim-expired') return 'claim-expired';
    ctx.logger.error(
      { errorCode: result.error.code, deliveryId: toPublicId('dlv', job.deliveryId) },
      'an attempt could not be made',
    );
    return 'not-made';
  }
  const record = toRecord(job, policy, request, result);
  const outcome = await save(ctx, job, policy, record);
  observe(ctx, job, record, result.blocked ? 'blocked-address' : record.errorCode, outcome);
  return outcome;
}

async function send(
  deps: AttemptDeps,
  job: AttemptJob,
  body: Buffer,
): Promise<{ request: Composed | undefined; result: SendResult }> {
  const { ctx, sender } = deps;
  let request: Composed;
  try {
    request = composeRequest(ctx, job, body);
  } catch (error) {
    ctx.logger.error(
      { err: error, webhookId: toPublicId('wh', job.webhookId) },
      'a webhook cannot be signed',
    );
    return { request: undefined, result: unusableSecret(job) };
  }
  const claim = keepClaim(ctx, job);
  try {
    const result = await sender.send({
      url: job.url,
      headers: request.headers,
      body,
      timeoutMs: job.timeoutMs,
      successStatus: job.successStatus ?? ctx.config.successStatus,
      responseBodyBytes: ctx.config.responseBodyBytes,
      now: () => databaseTimeMs(job),
      mayStart: () => claim.mayStart(),
    });
    return { request, result };
  } finally {
    claim.drop();
  }
}

function unusableSecret(job: AttemptJob): SendResult {
  return {
    startedAt: new Date(databaseTimeMs(job)),
    durationMs: 0,
    phases: null,
    responseStatus: null,
    responseHeaders: {},
    responseBody: null,
    responseTruncated: false,
    retryAfterMs: null,
    error: { code: 'bad-secret', message: "The webhook's secret or its headers cannot be read." },
  };
}

function toRecord(
  job: AttemptJob,
  policy: RetryPolicy,
  request: Composed | undefined,
  result: SendResult,
): AttemptRecord {
  const charged = job.charged + 1;
  const attempts = job.test ? 1 : maximumAttempts(policy);
  const verdict = classify(result);
  return {
    key: job,
    token: job.token,
    isAwaited: !job.direct || job.test || verdict !== 'delivered',
    verdict: verdict === 'retry' && charged >= attempts ? 'failed' : verdict,
    delayMs: Math.max(delayMs(policy, charged), result.retryAfterMs ?? 0),
    maximumAttempts: attempts,
    startedAt: result.startedAt,
    durationMs: result.durationMs,
    phases: result.phases,
    url: job.url,
    responseStatus: result.responseStatus,
    errorCode: result.error?.code ?? null,
    errorMessage: result.error?.message ?? null,
    requestHeaders: request?.shown ?? null,
    responseHeaders: result.responseStatus === null ? null : result.responseHeaders,
    responseBody: result.responseBody,
    responseTruncated: result.responseTruncated,
  };
}

async function save(
  ctx: Context,
  job: AttemptJob,
  policy: RetryPolicy,
  record: AttemptRecord,
): Promise<Outcome> {
  const message = record.errorMessage ?? `Your receiver answered HTTP ${record.responseStatus ?? 'nothing'}`;
  const kind = record.verdict === 'gone' ? 'failed' : record.verdict;
  const outcome: Outcome = {
    kind,
    charged: job.charged + 1,
    delayMs: record.delayMs,
    message,
    schedule: scheduleOf(policy, job.charged + 1),
    timedOut: record.errorCode === 'timeout',
  };
  try {
    const recorded = await recordAttempt(ctx.hotPool, record);
    return recorded ? { ...outcome, ...recorded } : await findOutcome(ctx, job);
  } catch (error) {
    ctx.logger.error(
      { err: error, deliveryId: toPublicId('dlv', job.deliveryId) },
      'an outcome waits for the database',
    );
    return { ...outcome, unsaved: unsavedOf(record) };
  }
}

async function end(
  ctx: Context,
  job: AttemptJob,
  policy: RetryPolicy,
  status: 'failed' | 'cancelled',
  reason: string,
): Promise<Outcome> {
  const ended = await finishDelivery(ctx.pool, job, job.token, { status, reason });
  return {
    kind: ended ? status : 'stale',
    charged: job.charged,
    delayMs: 0,
    message:
      reason === 'internal'
        ? 'The delivery was tried too often without an outcome.'
        : 'The payload was erased.',
    schedule: scheduleOf(policy, job.charged),
  };
}

function policyOf(config: Config, job: Pick<AttemptJob, 'retryPolicy'>): RetryPolicy {
  return effectivePolicy(job.retryPolicy ?? config.defaultRetryPolicy);
}

/** `errorCode`: as the operator may know it. */
function observe(
  ctx: Context,
  job: AttemptJob,
  record: AttemptRecord,
  errorCode: string | null,
  outcome: Outcome,
): void {
  const isFirst = job.run === 1 && job.tries === 1;
  ctx.metrics.observeAttempt({
    code: errorCode ?? 'delivered',
    durationMs: record.durationMs,
    sinceAcceptedMs: isFirst ? record.startedAt.getTime() - job.acceptedAt.getTime() : null,
    outcome: outcome.kind,
  });
  if (!ctx.logger.isLevelEnabled('info')) return;
  ctx.logger.info(
    {
      deliveryId: toPublicId('dlv', job.deliveryId),
      eventId: toPublicId('evt', job.eventId),
      event: job.eventType,
      webhookId: toPublicId('wh', job.webhookId),
      host: hostName(job.url),
      run: job.run,
      attempt: job.charged + 1,
      responseStatus: record.responseStatus,
      errorCode,
      durationMs: record.durationMs,
      outcome: outcome.kind,
    },
    'attempt made',
  );
}
