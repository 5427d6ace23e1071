import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/ids.js';
import { type NewEvent, acceptEvents } from '../../src/store/accept-events.js';
import { beginAttempt } from '../../src/store/begin-attempt.js';
import { claimDeliveries } from '../../src/store/claim-deliveries.js';
import { createPool } from '../../src/store/db.js';
import { leaseThrough } from '../../src/store/leasing.js';
import { recordAttempt } from '../../src/store/record-attempt.js';
import { takeHandovers } from '../../src/store/take-handovers.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Plan[];
}

/** After so many runs Postgres keeps a plan that fits any values, for as long as the connection lives. */
const RUNS = 6;
/** Read from its end, under a limit. */
const ORDERED = ['queue_ready', 'queue_tests', 'queue_handovers'];

describe('a plan that was made while the tables were empty', () => {
  let scene: EngineScene;
  let pool: pg.Pool;
  beforeAll(async () => {
    scene = await startEngineScene();
    pool = createPool({
      connectionString: scene.instance.ctx.config.databaseUrl,
      max: 1,
      onError: () => undefined,
    });
  });
  afterAll(async () => {
    await pool.end();
    await scene.stop();
  });

  /** What the statement's kept plan reads without a condition on an index, or by one that leaves it too much. */
  async function scansOf(name: string, work: () => Promise<unknown>): Promise<string[]> {
    for (let run = 0; run < RUNS; run++) await work();
    const { rows: types } = await pool.query<{ type: string }>(
      'select unnest(parameter_types)::text as type from pg_prepared_statements where name = $1',
      [name],
    );
    const values = types.map(({ type }) => `null::${type}`).join(', ');
    await pool.query('set plan_cache_mode = force_generic_plan');
    const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (format json) execute "${name}" (${values})`,
    );
    const scans: string[] = [];
    const visit = (plan: Plan): void => {
      const isScan = plan['Node Type'].endsWith('Scan') && plan['Relation Name'] !== undefined;
      const isBitmap = plan['Node Type'] === 'Bitmap Heap Scan';
      if (isScan && !isBitmap && !plan['Index Cond'] && !ORDERED.includes(plan['Index Name'] ?? ''))
        scans.push(`${plan['Node Type']} of ${plan['Relation Name']} by ${plan['Index Name'] ?? 'nothing'}`);
      // Every open delivery of a webhook, of which one is wanted.
      if (plan['Index Name'] === 'queue_by_webhook' && !plan['Index Cond']?.includes('state'))
        scans.push(`${plan['Node Type']} of all that a webhook has in the queue`);
      plan.Plans?.forEach(visit);
    };
    visit(rows[0]!['QUERY PLAN'][0].Plan);
    return scans;
  }

  const key = { deliveryId: newUuid(), generation: 1 };
  const event = (): NewEvent => ({
    id: newUuid(),
    workspaceId: 'default',
    type: 'no.match',
    subject: null,
    externalId: null,
    occurredAt: new Date(),
    payload: Buffer.from('{}'),
    bodyHash: Buffer.alloc(32),
    testOf: null,
  });

  it('claims by index', async () => {
    const claim = () =>
      claimDeliveries(pool, {
        cursor: '00000000-0000-0000-0000-000000000000',
        limit: 10,
        workflowLimit: 10,
        workflowStart: 'auto',
        backlog: [],
        owner: scene.owner,
        liveWorkers: 2,
        defaultTimeoutMs: 5_000,
        inFlight: new Map(),
        rateAllowance: new Map(),
        slowWebhooks: [],
        slowLimit: 10,
      });
    expect(await scansOf('claim-deliveries', claim)).toEqual([]);
  });

  it('begins by index', async () => {
    expect(await scansOf('begin-attempt', () => beginAttempt(pool, key, scene.beginOptions))).toEqual([]);
  });

  it('records by index, but for the webhooks where a 410 came', async () => {
    const record = () =>
      recordAttempt(pool, {
        key,
        token: newUuid(),
        isAwaited: true,
        verdict: 'delivered',
        delayMs: 0,
        maximumAttempts: 3,
        startedAt: new Date(),
        durationMs: 1,
        phases: null,
        url: null,
        responseStatus: 200,
        errorCode: null,
        errorMessage: null,
        requestHeaders: null,
        responseHeaders: null,
        responseBody: null,
        responseTruncated: false,
      });
    const scans = await scansOf('record-attempts', record);
    expect(scans.filter((scan) => !scan.includes(' of webhooks '))).toEqual([]);
  });

  it('hands over by index', async () => {
    const take = () => takeHandovers(pool, { limit: 8, defaultTimeoutMs: 5_000 });
    expect(await scansOf('take-handovers', take)).toEqual([]);
  });

  it('accepts by index', async () => {
    expect(await scansOf('accept-events', () => acceptEvents(pool, [event()]))).toEqual([]);
  });

  it('accepts and leases by index', async () => {
    leaseThrough(pool, {
      begin: () =>
        Promise.resolve({
          owner: scene.owner,
          limit: 10,
          workflowLimit: 10,
          workflowStart: 'auto',
          defaultTimeoutMs: 5_000,
          backlog: [],
          inFlight: new Map(),
        }),
      end: () => undefined,
    });
    expect(await scansOf('accept-and-lease', () => acceptEvents(pool, [event()]))).toEqual([]);
  });
});
