import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { newUuid, parsePublicId } from '../../src/ids.js';
import { readQueueDepth } from '../../src/store/read-queue-depth.js';
import { createWebhook } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { readPlans } from '../support/read-plans.js';

let instance: Instance;
const ids: Record<'enabled' | 'paused', string> = { enabled: '', paused: '' };

beforeAll(async () => {
  instance = await startInstance({ worker: false });
  for (const status of ['enabled', 'paused'] as const) {
    const { id } = await createWebhook(instance, {
      url: `http://127.0.0.1:4010/${status}`,
      events: ['lead.*'],
    });
    ids[status] = parsePublicId('wh', id)!;
  }
  await instance.ctx.pool.query(`update webhooks set status = 'paused' where id = $1`, [ids.paused]);
});
beforeEach(() => instance.ctx.pool.query('delete from queue'));
afterAll(() => instance.stop());

const add = (webhook: 'enabled' | 'paused', dueSecondsAgo: number, more: Record<string, unknown> = {}) =>
  instance.ctx.pool.query(
    `insert into queue (delivery_id, event_id, webhook_id, workspace_id, due_at, state, test, handover_at, check_at)
     values ($1, $1, $2, 'default', now() - make_interval(secs => $3), $4, $5, $6, case when $4 <> 'queued' then now() end)`,
    [
      newUuid(),
      ids[webhook],
      dueSecondsAgo,
      more['state'] ?? 'queued',
      more['test'] ?? false,
      more['handoverAt'],
    ],
  );
const read = () => readQueueDepth(instance.ctx.pool);

it('of an empty queue is 0', async () => {
  expect(await read()).toEqual({ depth: { queued: 0, sending: 0, retrying: 0 }, oldestDueSeconds: 0 });
});

it('counts by state, held ones and those that wait for their workflow among the queued', async () => {
  await add('enabled', 1);
  await add('paused', 1);
  await add('enabled', -60, { handoverAt: new Date() });
  await add('enabled', 1, { state: 'sending' });
  await add('enabled', -60, { state: 'retrying' });
  expect((await read()).depth).toEqual({ queued: 3, sending: 1, retrying: 1 });
});

it.each<[string, () => Promise<unknown>, number]>([
  ['is due', () => add('enabled', 500), 500],
  ['is a test send, which pauses do not hold', () => add('paused', 400, { test: true }), 400],
  ['waits for its workflow since', () => add('enabled', 300, { handoverAt: new Date() }), 300],
  ['and not of one that is held', () => add('paused', 900), 20],
  [
    'nor of one that waits for its workflow and is held',
    () => add('paused', 900, { handoverAt: new Date() }),
    20,
  ],
  ['nor of one that is in flight', () => add('enabled', 900, { state: 'sending' }), 20],
  ['nor of one that is not due', () => add('enabled', -900), 20],
])('its age is that of the oldest delivery that may be sent: it %s', async (_, addOlder, expected) => {
  await add('enabled', 10);
  await add('enabled', 20);
  await addOlder();
  const { oldestDueSeconds } = await read();
  expect(oldestDueSeconds).toBeGreaterThanOrEqual(expected);
  expect(oldestDueSeconds).toBeLessThan(expected + 60);
});

it(
  'of more than a hundred thousand is what Postgres counts itself, without a look at them',
  { timeout: 90_000 },
  async () => {
    const { pool } = instance.ctx;
    await pool.query(
      `insert into queue (delivery_id, event_id, webhook_id, workspace_id)
     select gen_random_uuid(), gen_random_uuid(), $1, 'default' from generate_series(1, 100500)`,
      [ids.enabled],
    );
    await add('enabled', 1, { state: 'sending' });
    // The inserting connection tells of them once it is idle.
    const told = async () =>
      (await pool.query<{ count: number }>(`select pg_stat_get_live_tuples('queue'::regclass) as count`))
        .rows[0]!.count;
    await expect.poll(told, { timeout: 60_000 }).toBeGreaterThan(100_400);
    const { depth } = await read();
    expect(depth).toEqual({ queued: expect.closeTo(100_500, -3), sending: 1, retrying: 0 });
    const scans = await readPlans(pool, readQueueDepth);
    expect(scans.filter(({ table, rows }) => table === 'queue' && rows > 100)).toEqual([]);
    await pool.query('truncate queue');
  },
);
