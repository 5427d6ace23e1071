import { expect } from 'vitest';
import { newUuid, parsePublicId } from '../../src/ids.js';
import { acceptEvents } from '../../src/store/accept-events.js';
import type { AttemptJob } from '../../src/store/attempt-job.js';
import { type ClaimRequest, claimDeliveries } from '../../src/store/claim-deliveries.js';
import { findDeliveryState } from '../../src/store/find-delivery-state.js';
import { type AttemptRecord, recordAttempt } from '../../src/store/record-attempt.js';
import { createWebhook } from './flows.js';
import { startInstance } from './instance.js';

export type EngineScene = Awaited<ReturnType<typeof startEngineScene>>;

const DEFAULT_TIMEOUT_MS = 5_000;

/** A database with one webhook and no worker: the test makes each of the engine's moves itself. */
export async function startEngineScene(webhook: Record<string, unknown> = {}) {
  const owner = newUuid();
  const instance = await startInstance({ worker: false });
  const { pool } = instance.ctx;
  const { id } = await createWebhook(instance, {
    url: 'http://127.0.0.1:4010/',
    events: ['lead.*'],
    ...webhook,
  });

  /** The id of the new event's delivery. */
  const accept = async (): Promise<string> => {
    const eventId = newUuid();
    const [result] = await acceptEvents(pool, [
      {
        id: eventId,
        workspaceId: 'default',
        type: 'lead.created',
        subject: null,
        externalId: null,
        occurredAt: new Date(),
        payload: Buffer.from('{}'),
        bodyHash: Buffer.alloc(32),
        testOf: null,
      },
    ]);
    expect(result).toMatchObject({ kind: 'accepted', deliveries: 1 });
    const { rows } = await pool.query<{ id: string }>('select id from deliveries where event_id = $1', [
      eventId,
    ]);
    return rows[0]!.id;
  };

  const claim = async (
    limit = 100,
    liveWorkers = 1,
    more: Partial<ClaimRequest> = {},
  ): Promise<AttemptJob[]> => {
    const { jobs } = await claimDeliveries(pool, {
      cursor: '00000000-0000-0000-0000-000000000000',
      limit,
      workflowLimit: limit,
      workflowStart: 'always',
      backlog: [],
      owner,
      liveWorkers,
      defaultTimeoutMs: DEFAULT_TIMEOUT_MS,
      inFlight: new Map(),
      rateAllowance: new Map(),
      slowWebhooks: [],
      slowLimit: 100,
      ...more,
    });
    return jobs;
  };

  const claimNew = async (): Promise<AttemptJob> => {
    const deliveryId = await accept();
    return (await claim()).find((job) => job.deliveryId === deliveryId)!;
  };

  /** Moves the row's clock: its token is past its deadline. */
  const passDeadline = async (job: AttemptJob): Promise<void> => {
    await pool.query(
      `update queue set deadline = now() - interval '1 second', check_at = now() - interval '1 second' where delivery_id = $1`,
      [job.deliveryId],
    );
  };

  const record = (job: AttemptJob, verdict: AttemptRecord['verdict'], more: Partial<AttemptRecord> = {}) =>
    recordAttempt(pool, {
      key: job,
      token: job.token,
      isAwaited: true,
      verdict,
      delayMs: 60_000,
      maximumAttempts: 3,
      startedAt: new Date(),
      durationMs: 5,
      phases: null,
      url: job.url,
      responseStatus: verdict === 'delivered' ? 200 : 503,
      errorCode: verdict === 'delivered' ? null : 'http-status',
      errorMessage: null,
      requestHeaders: null,
      responseHeaders: null,
      responseBody: null,
      responseTruncated: false,
      ...more,
    });

  const attemptsOf = async (job: AttemptJob) =>
    (
      await pool.query<{ number: number; error_code: string | null; trigger: string }>(
        'select number, error_code, trigger from attempts where delivery_id = $1 order by seq',
        [job.deliveryId],
      )
    ).rows;

  const stateOf = (job: AttemptJob) => findDeliveryState(pool, job.deliveryId);

  return {
    instance,
    pool,
    owner,
    beginOptions: { owner, defaultTimeoutMs: DEFAULT_TIMEOUT_MS },
    webhookId: parsePublicId('wh', id)!,
    accept,
    claim,
    claimNew,
    passDeadline,
    record,
    attemptsOf,
    stateOf,
    stop: () => instance.stop(),
  };
}
