import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliRun, runCli } from '../support/cli.js';
import { createWebhook } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { missEvents } from '../support/miss-events.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

/** More than two pages: the last one waits until most of them are sent. */
const EVENTS = 450;

describe('a replay whose worker is killed in the middle', () => {
  let instance: Instance;
  let receiver: TestReceiver;
  const workers: CliRun[] = [];

  beforeAll(async () => {
    instance = await startInstance({ worker: false, env: { WORKFLOW_START: 'on-failure' } });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    for (const { child } of workers) child.kill('SIGKILL');
    await Promise.all(workers.map((worker) => worker.exited));
    await instance.stop();
    await receiver.close();
  });

  function startWorker(): CliRun {
    const worker = runCli(['worker'], { env: { ...instance.env } });
    workers.push(worker);
    return worker;
  }

  it('is gone on with by another, with none left out and none made twice', async () => {
    const { id: webhookId } = await createWebhook(instance, {
      url: receiver.url,
      events: ['lead.created'],
      timeoutMs: 1_000,
    });
    const since = new Date(Date.now() - 1_000);
    await missEvents(instance, EVENTS);
    const first = startWorker();
    const { body: replay } = await instance.request('POST', `/webhooks/${webhookId}/replay`, {
      body: { since: since.toISOString(), include: 'missing' },
    });
    expect(replay.total).toBe(EVENTS);
    await receiver.waitForRequests(30, 500_000);
    first.child.kill('SIGKILL');
    await first.exited;
    const left = (await instance.request('GET', `/replays/${replay.id}`)).body;
    expect(left).toMatchObject({ status: 'running' });
    startWorker();
    await until(async () => {
      const { body } = await instance.request('GET', `/replays/${replay.id}`);
      return body.status === 'completed' || undefined;
    });
    await until(async () => {
      const { rows } = await instance.ctx.pool.query('select from queue limit 1');
      return rows.length === 0 || undefined;
    });
    const { rows } = await instance.ctx.pool.query<{ status: string; run: number; count: number }>(
      'select status, run, count(*)::int from deliveries group by 1, 2',
    );
    expect(rows).toEqual([{ status: 'delivered', run: 1, count: EVENTS }]);
    expect((await instance.request('GET', `/replays/${replay.id}`)).body.sent).toBe(EVENTS);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(EVENTS);
  }, 600_000);
});
