import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { newUuid } from '../src/ids.js';
import { acceptEvents } from '../src/store/accept-events.js';
import type { AttemptJob } from '../src/store/attempt-job.js';
import { claimDeliveries } from '../src/store/claim-deliveries.js';
import { createPool } from '../src/store/db.js';
import { recordAttempts } from '../src/store/record-attempt.js';
import { createDatabase } from '../test/support/database.js';
import { openStand } from './stand.js';
import { claimRequest, newEvent } from './store-requests.js';

// `npm run bench:statements`: Postgres' processor time for a row in each statement of the delivering path, by how many rows
// share the statement. As its own process has it (/proc), so that others on the machine hardly matter.

const ROWS = 4_000;
const SHAPES = [
  { webhooks: 1, rows: 1, of: 400 },
  { webhooks: 1, rows: 16, of: ROWS },
  { webhooks: 1, rows: 64, of: ROWS },
  { webhooks: 10, rows: 50, of: ROWS },
];

async function main(): Promise<void> {
  const stand = await openStand();
  process.once('SIGINT', () => void stand.close().finally(() => process.exit(130)));
  try {
    console.log('webhooks  rows  accept  claim   record  (ms a row)');
    for (const shape of SHAPES) {
      const database = await createDatabase(stand.databaseServerUrl, stand.template);
      const pool = createPool({
        connectionString: database.url,
        max: 1,
        planOnce: true,
        onError: () => undefined,
      });
      try {
        // Twice: the first time plans are made and caches filled.
        await deliver(pool, shape);
        const { accept, claim, record } = await deliver(pool, shape);
        const cells = [accept, claim, record].map((ms) => (ms / shape.of).toFixed(4).padEnd(8));
        console.log(`${String(shape.webhooks).padEnd(10)}${String(shape.rows).padEnd(6)}${cells.join('')}`);
      } finally {
        await pool.end();
        await database.drop();
      }
    }
  } finally {
    await stand.close();
  }
}

async function deliver(
  pool: pg.Pool,
  shape: (typeof SHAPES)[number],
): Promise<{ accept: number; claim: number; record: number }> {
  const type = `lead.${randomBytes(4).toString('hex')}`;
  await addWebhooks(pool, type, shape.webhooks);
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const spent = { accept: 0, claim: 0, record: 0 };
  const timed = async <T>(step: keyof typeof spent, work: () => Promise<T>): Promise<T> => {
    const before = processorMs(rows[0]!.pid);
    const result = await work();
    spent[step] += processorMs(rows[0]!.pid) - before;
    return result;
  };
  const payload = Buffer.alloc(1_024, 'x');
  const events = Math.max(1, Math.round(shape.rows / shape.webhooks));
  for (let made = 0; made < shape.of; made += events * shape.webhooks) {
    await timed('accept', () =>
      acceptEvents(
        pool,
        Array.from({ length: events }, () => newEvent({ type, subject: 'L-1', payload })),
      ),
    );
  }
  for (let done = 0; done < shape.of;) {
    const { jobs } = await timed('claim', () =>
      claimDeliveries(pool, claimRequest({ limit: shape.rows, workflowStart: 'on-failure' })),
    );
    await timed('record', () => recordAttempts(pool, jobs.map(delivered)));
    done += jobs.length;
  }
  await pool.query(`update webhooks set status = 'disabled'`);
  return spent;
}

/** On the processor, in milliseconds. */
function processorMs(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

async function addWebhooks(pool: pg.Pool, type: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await pool.query(
      `with w as (
         insert into webhooks (id, workspace_id, url, events, max_concurrency)
         values ($1, 'default', 'https://hooks.example.com/leads', array[$2::text], 1000)
       ), s as (
         insert into subscriptions (workspace_id, pattern, webhook_id) values ('default', $2, $1)
       )
       insert into secrets (id, webhook_id, signing, sealed) values ($3, $1, 'hmac', $4)`,
      [newUuid(), type, newUuid(), randomBytes(80)],
    );
  }
}

const delivered = (job: AttemptJob) => ({
  key: job,
  token: job.token,
  verdict: 'delivered' as const,
  delayMs: 60_000,
  maximumAttempts: 3,
  startedAt: new Date(),
  durationMs: 12,
  phases: { lookupMs: null, connectMs: null, tlsMs: null, waitMs: 12 },
  url: job.url,
  responseStatus: 200,
  errorCode: null,
  errorMessage: null,
  requestHeaders: {
    'content-type': 'application/json',
    'user-agent': 'Posthorn',
    'webhook-id': job.eventId,
    'webhook-timestamp': '1764000000',
    'webhook-signature': `v1,${'x'.repeat(44)}`,
    'webhook-event': job.eventType,
    'webhook-attempt': '1',
  },
  responseHeaders: { date: 'Fri, 27 Nov 2026 12:00:00 GMT', connection: 'keep-alive', 'content-length': '2' },
  responseBody: Buffer.from('ok'),
  responseTruncated: false,
  isAwaited: false,
});

await main();
