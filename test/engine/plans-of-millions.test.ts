import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/ids.js';
import { acceptEvents } from '../../src/store/accept-events.js';
import { beginAttempt } from '../../src/store/begin-attempt.js';
import { claimDeliveries } from '../../src/store/claim-deliveries.js';
import type { Db } from '../../src/store/db.js';
import { findFailingWebhooks } from '../../src/store/disable-failing-webhook.js';
import { eraseExpiredPayloads } from '../../src/store/erase-expired-payloads.js';
import { findDeliveryState } from '../../src/store/find-delivery-state.js';
import { findDelivery } from '../../src/store/find-delivery.js';
import { findEvent } from '../../src/store/find-event.js';
import { findGaps } from '../../src/store/find-gaps.js';
import { findIdempotencyRecord, saveIdempotencyRecord } from '../../src/store/idempotency.js';
import { listAttempts } from '../../src/store/list-attempts.js';
import { type DeliveryFilter, listDeliveries } from '../../src/store/list-deliveries.js';
import { type EventFilter, listEvents } from '../../src/store/list-events.js';
import { listLatelyFailed } from '../../src/store/list-lately-failed.js';
import { readBacklog } from '../../src/store/read-backlog.js';
import { readChanges } from '../../src/store/read-changes.js';
import { readQueueLag, START_OF_WALK } from '../../src/store/read-queue-lag.js';
import { readStatistics } from '../../src/store/read-statistics.js';
import { readWebhookHealth } from '../../src/store/read-webhook-health.js';
import { type AttemptRecord, recordAttempt } from '../../src/store/record-attempt.js';
import { retryDelivery } from '../../src/store/retry-delivery.js';
import { markHandedOver, takeHandovers } from '../../src/store/take-handovers.js';
import { takeRecovered } from '../../src/store/take-webhook-news.js';
import { createPool } from '../../src/store/db.js';
import { makeHistory } from '../support/history.js';
import { type Instance, startInstance } from '../support/instance.js';
import { readPlans } from '../support/read-plans.js';

/** Every other table is small, or as long as what is open or was in the last minutes. */
const GROWING = [
  'events',
  'deliveries',
  'attempts',
  'event_ids',
  'idempotency',
  'changes',
  'stats_minute',
  'queue',
];
/** A page of 50, each row with what belongs to it, and some to pass over: of forty thousand. */
const MANY_ROWS = 600;

describe('with ten million finished deliveries behind them', () => {
  let instance: Instance;
  let pool: pg.Pool;
  let webhookId: string;
  let open: { delivery_id: string; event_id: string };
  let finished: { id: string; event_id: string };
  beforeAll(async () => {
    instance = await startInstance({ worker: false });
    pool = createPool({
      connectionString: instance.ctx.config.databaseUrl,
      max: 3,
      onError: () => undefined,
    });
    const { webhookIds } = await makeHistory(pool);
    webhookId = webhookIds[4]!;
    // Told of as disabled, enabled again, and without a success since.
    await pool.query(
      `update webhooks set disabled_told_at = now() - interval '1 hour', enabled_at = now() + interval '1 minute' where id = $1`,
      [webhookId],
    );
    [open] = (
      await pool.query(`select * from queue where state = 'queued' and webhook_id = $1 limit 1`, [webhookId])
    ).rows;
    [finished] = (
      await pool.query(`select * from deliveries where status = 'failed' order by id desc limit 1`)
    ).rows;
  }, 120_000);
  afterAll(async () => {
    await pool.end();
    await instance.stop();
  });

  /** The indexes of the growing tables that the work reads by, where it reads few rows. */
  async function indexesOf(work: (db: Db) => Promise<unknown>): Promise<string[]> {
    const scans = (await readPlans(pool, work)).filter(({ table }) => GROWING.includes(table));
    const costly = scans.filter(({ index, rows }) => index === undefined || rows > MANY_ROWS);
    expect(costly).toEqual([]);
    return [...new Set(scans.map(({ index }) => index!))].sort();
  }

  /** On a partition where several serve as well, another may be there too. */
  const anyOf = (indexes: string[]) => expect.arrayContaining(indexes);

  const claimed = () => ({
    cursor: START_OF_WALK,
    limit: 20,
    workflowLimit: 20,
    workflowStart: 'auto' as const,
    backlog: [],
    owner: newUuid(),
    liveWorkers: 2,
    defaultTimeoutMs: 5_000,
    inFlight: new Map(),
    rateAllowance: new Map(),
    slowWebhooks: [],
    slowLimit: 10,
  });
  const event = (more = {}) => ({
    id: newUuid(),
    workspaceId: 'default',
    type: 'lead.created',
    subject: 's',
    externalId: newUuid(),
    occurredAt: new Date(),
    payload: Buffer.from('{}'),
    bodyHash: Buffer.alloc(32),
    testOf: null,
    ...more,
  });
  const result = (token: string, verdict: 'delivered' | 'retry'): AttemptRecord => ({
    key: { deliveryId: open.delivery_id, generation: 1 },
    token,
    isAwaited: true,
    verdict,
    delayMs: 60_000,
    maximumAttempts: 3,
    startedAt: new Date(),
    durationMs: 1,
    url: null,
    responseStatus: verdict === 'delivered' ? 200 : 503,
    errorCode: verdict === 'delivered' ? null : 'http-status',
    errorMessage: null,
    requestHeaders: null,
    responseHeaders: null,
    responseBody: null,
    responseTruncated: false,
    phases: null,
  });
  const scope = { workspaceId: 'default', method: 'POST', path: '/events', key: 'k77' };

  const begin = async (db: Db) =>
    (await beginAttempt(db, result('', 'retry').key, { owner: newUuid(), defaultTimeoutMs: 5_000 }))!;
  const day = 86_400_000;
  const lastDay = () => ({ from: new Date(Date.now() - day), to: new Date(), bucketSeconds: 3_600 });

  const cases: [string, (db: Db) => Promise<unknown>, string[]][] = [
    ['an accept', (db) => acceptEvents(db, [event()]), []],
    [
      'an externalId that comes again',
      (db) => acceptEvents(db, [event({ externalId: 'x20000' })]),
      ['deliveries_pkey', 'event_ids_pkey', 'events_pkey'],
    ],
    ['an Idempotency-Key', (db) => findIdempotencyRecord(db, scope), ['idempotency_pkey']],
    [
      'its record',
      (db) =>
        saveIdempotencyRecord(db, scope, {
          bodyHash: Buffer.alloc(1),
          status: 202,
          response: Buffer.alloc(1),
        }),
      [],
    ],
    [
      'a claim',
      (db) => claimDeliveries(db, claimed()),
      ['events_pkey', 'queue_by_webhook', 'queue_pkey', 'queue_ready', 'queue_tests'],
    ],
    ['the begin of an attempt', begin, ['events_pkey', 'queue_pkey']],
    [
      'the record of a success',
      async (db) => recordAttempt(db, result((await begin(db)).token, 'delivered')),
      ['attempts_pkey', 'deliveries_pkey', 'events_pkey', 'queue_by_webhook', 'queue_pkey'],
    ],
    [
      'the record of a failure',
      async (db) => recordAttempt(db, result((await begin(db)).token, 'retry')),
      ['attempts_pkey', 'deliveries_pkey', 'events_pkey', 'queue_by_webhook', 'queue_pkey'],
    ],
    [
      'a handover',
      (db) => takeHandovers(db, { limit: 8, defaultTimeoutMs: 5_000 }),
      ['attempts_pkey', 'deliveries_pkey', 'queue_by_webhook', 'queue_handovers', 'queue_pkey'],
    ],
    [
      'its end',
      (db) => markHandedOver(db, [{ deliveryId: open.delivery_id, generation: 1 }]),
      ['queue_pkey'],
    ],
    [
      'how far workers are behind',
      (db) => readQueueLag(db, START_OF_WALK),
      ['queue_by_webhook', 'queue_ready', 'stats_minute_pkey'],
    ],
    [
      'the state of a delivery',
      (db) => findDeliveryState(db, open.delivery_id),
      ['deliveries_pkey', 'queue_pkey'],
    ],
    [
      'a redelivery',
      (db) => retryDelivery(db, finished.id),
      ['deliveries_pkey', 'events_pkey', 'queue_pkey'],
    ],
    ['the sweep of every second', (db) => findGaps(db), ['queue_by_webhook', 'queue_unsettled']],
    [
      'the read of a stream',
      (db) => readChanges(db, ['default'], { xid: 0n, seq: 0, at: new Date(0) }, 200),
      ['changes_by_workspace', 'deliveries_pkey', 'queue_pkey'],
    ],
    ['the attempts of a delivery', (db) => listAttempts(db, finished.id, 1), ['attempts_pkey']],
    [
      'the health of a webhook',
      (db) => readWebhookHealth(db, webhookId, ['http-status']),
      ['stats_minute_pkey'],
    ],
    [
      'the backlog of a webhook',
      (db) => readBacklog(db, { workspaceId: 'default', webhookId }),
      ['queue_by_webhook'],
    ],
    [
      'the statistics of a webhook',
      (db) => readStatistics(db, { workspaceId: 'default', webhookId }, lastDay()),
      ['stats_minute_pkey'],
    ],
  ];
  it.each(cases)('%s reads few rows, by their index', async (_, work, indexes) => {
    expect(await indexesOf(work)).toEqual(indexes);
  });

  it.each<[string, (db: Db) => Promise<unknown>, string]>([
    ['failing webhooks', findFailingWebhooks, 'deliveries_failed'],
    ['late failures', (db) => listLatelyFailed(db, []), 'deliveries_failed_lately'],
    ['webhooks that recovered', takeRecovered, 'stats_minute_pkey'],
  ])('the look for %s reads few rows', async (_, work, index) => {
    expect(await indexesOf(work)).toEqual(anyOf([index]));
  });

  it('the statistics of a workspace read the counts of their time, and no more', async () => {
    const work = (db: Db) => readStatistics(db, { workspaceId: 'default', webhookId: null }, lastDay());
    const scans = await readPlans(pool, work);
    // Twenty webhooks, four counts an hour.
    expect(scans).toEqual([
      { table: 'stats_minute', index: 'stats_minute_by_workspace', rows: expect.closeTo(1_920, -3) },
    ]);
  });

  it.each<[DeliveryFilter, string]>([
    [{}, 'deliveries_by_workspace'],
    [{ subject: 'lead-1' }, 'deliveries_by_subject'],
    [{ eventType: 'lead.nothing' }, 'deliveries_by_type'],
    [{ eventType: 'lead.updated' }, 'deliveries_by_workspace'],
    [{ status: 'failed' }, 'deliveries_ended_badly'],
    [{ status: 'cancelled' }, 'deliveries_ended_badly'],
    [{ status: 'delivered' }, 'deliveries_by_workspace'],
    [{ status: 'queued' }, 'deliveries_pkey'],
    [{ responseStatus: 503 }, 'deliveries_by_response'],
    [{ responseStatus: 204 }, 'deliveries_by_response'],
    [{ errorCode: 'tls-expired' }, 'deliveries_by_error'],
    [{ subject: 'lead-1', status: 'failed' }, 'deliveries_by_subject'],
    [
      { from: new Date(Date.now() - 40 * day), to: new Date(Date.now() - 39 * day) },
      'deliveries_by_workspace',
    ],
  ])('a list of deliveries by %j reads few rows', async (filter, index) => {
    const work = (db: Db) => listDeliveries(db, 'default', filter, { limit: 50, before: null });
    expect(await indexesOf(work)).toEqual(anyOf([index]));
  });

  it.each<[string, () => DeliveryFilter]>([
    ['webhook', () => ({ webhookId })],
    ['event', () => ({ eventId: finished.event_id })],
    ['webhook and status', () => ({ webhookId, status: 'failed' })],
    ['webhook and error', () => ({ webhookId, errorCode: 'tls-expired' })],
  ])('a list of deliveries by %s reads few rows', async (_, filter) => {
    await indexesOf((db) => listDeliveries(db, 'default', filter(), { limit: 50, before: null }));
  });

  it.each(['sending', 'retrying', 'held'] as const)(
    'a list of deliveries that are %s looks through the queue, and only at those deliveries',
    async (status) => {
      const work = (db: Db) => listDeliveries(db, 'default', { status }, { limit: 50, before: null });
      const scans = await readPlans(pool, work);
      const looked = scans.filter(({ table }) => table === 'deliveries').map(({ rows }) => rows);
      expect(Math.max(...looked)).toBeLessThanOrEqual(50);
    },
  );

  it.each<[EventFilter, string]>([
    [{}, 'events_by_workspace'],
    [{ subject: 'lead-1' }, 'events_by_subject'],
    [{ externalId: 'x30000' }, 'event_ids_pkey'],
    [{ matched: false }, 'events_unmatched'],
    [{ matched: true }, 'events_by_workspace'],
    [{ eventType: 'lead.nothing' }, 'events_by_type'],
    [{ eventType: 'lead.updated' }, 'events_by_workspace'],
  ])('a list of events by %j reads few rows', async (filter, index) => {
    const work = (db: Db) => listEvents(db, 'default', filter, { limit: 50, before: null });
    expect(await indexesOf(work)).toEqual(anyOf([index]));
  });

  it.each<[string, (db: Db) => Promise<unknown>]>([
    ['delivery', (db) => findDelivery(db, 'default', finished.id)],
    ['event', (db) => findEvent(db, 'default', finished.event_id)],
  ])('one %s is found by its id', async (_, work) => {
    await indexesOf(work);
  });

  it('the erasure of expired payloads looks at nothing twice', async () => {
    expect(await eraseExpiredPayloads(pool, 31)).toBeGreaterThan(10_000);
    await indexesOf((db) => eraseExpiredPayloads(db, 31));
  });

  it('would be seen to read too much', async () => {
    const work = (db: Db) => db.query(`select from deliveries where last_duration_ms = 13 limit 1`);
    await expect(indexesOf(work)).rejects.toThrow();
  });
});
