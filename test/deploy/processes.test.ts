import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { findFreePort } from '../../src/free-port.js';
import { type CliRun, runCli } from '../support/cli.js';
import { createDatabase } from '../support/database.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';
import { sendJson } from '../support/request.js';
import { until } from '../support/until.js';

const EVENTS = 40;
const HEALTHY = fileURLToPath(new URL('../../deploy/healthy.js', import.meta.url));

describe('a deployment of separate processes', () => {
  let env: Record<string, string>;
  let dropDatabase: () => Promise<void>;
  let receiver: TestReceiver;
  let runs: CliRun[];

  beforeEach(async () => {
    const database = await createDatabase(inject('databaseServerUrl'), 'template0');
    dropDatabase = database.drop;
    receiver = await startReceiver();
    runs = [];
    env = {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_TASK_QUEUE: `test-${randomBytes(6).toString('hex')}`,
      ADMIN_API_KEY: randomBytes(24).toString('hex'),
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      ALLOW_HTTP: 'true',
      ALLOWED_PRIVATE_CIDRS: '127.0.0.0/8',
      PORT: String(await findFreePort()),
    };
  });
  afterEach(async () => {
    for (const { child } of runs) child.kill('SIGKILL');
    await Promise.all(runs.map(({ exited }) => exited));
    await receiver.close();
    await dropDatabase();
  });

  function run(command: string, more: Record<string, string> = {}): CliRun {
    const started = runCli([command], { env: { ...env, ...more } });
    runs.push(started);
    return started;
  }

  async function startWorker(): Promise<CliRun> {
    const METRICS_PORT = String(await findFreePort());
    const worker = run('worker', { METRICS_PORT });
    await untilReady(METRICS_PORT);
    return worker;
  }

  /** The container's own health check. */
  function isHealthy(ports: Record<string, string>): Promise<boolean> {
    return new Promise((resolve) => {
      execFile(process.execPath, [HEALTHY], { env: ports }, (error) => resolve(error === null));
    });
  }

  const call = (method: string, path: string, body?: unknown) =>
    sendJson(`http://127.0.0.1:${env['PORT']}`, env['ADMIN_API_KEY']!, method, path, { body });

  async function createWebhook(): Promise<void> {
    const webhook = { url: receiver.url, events: ['lead.created'], maxConcurrency: 8 };
    expect(await call('POST', '/webhooks', webhook)).toMatchObject({ status: 201 });
  }

  async function emit(count: number): Promise<void> {
    const events = Array.from({ length: count }, (_, n) => ({
      event: 'lead.created',
      data: { leadId: `L-${n}` },
    }));
    expect(await call('POST', '/events/batch', { events })).toMatchObject({ status: 202 });
  }

  async function untilDelivered(count: number): Promise<void> {
    await until(async () => {
      const { body } = await call('GET', '/stats');
      return (body as { deliveries: { delivered: number } }).deliveries.delivered === count
        ? true
        : undefined;
    });
  }

  it('migrates once, then lets two workers share what one API accepts, and drains on SIGTERM', async () => {
    const migrating = run('migrate');
    expect(await migrating.exited).toEqual({ code: 0, signal: null });
    expect(migrating.output()).toMatch(/^Applied 0001_initial\.sql/);
    const again = run('migrate');
    expect(await again.exited).toEqual({ code: 0, signal: null });
    expect(again.output()).toBe('The schema is up to date.\n');

    expect(await isHealthy({ PORT: env['PORT']! })).toBe(false);
    const api = run('api');
    await untilReady(env['PORT']!);
    expect(await isHealthy({ PORT: env['PORT']! })).toBe(true);
    const workers = [await startWorker(), await startWorker()];

    // Each takes its half of the webhook's eight places once both know of each other, which takes a beat.
    receiver.answer({ delayMs: 100 });
    await createWebhook();
    let emitted = 0;
    let shares = [0, 0];
    while (shares.some((share) => share === 0)) {
      await emit(EVENTS);
      emitted += EVENTS;
      await untilDelivered(emitted);
      shares = await untilLogged(workers, emitted);
    }
    const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([emitted, emitted]);
    expect(shares[0]! + shares[1]!).toBe(emitted);

    // Told to stop while attempts are in flight: they end and are recorded, and the other worker takes the rest.
    const [stopping, staying] = workers as [CliRun, CliRun];
    receiver.answer((_, n) => {
      if (n === emitted + 8) stopping.child.kill('SIGTERM');
      return { delayMs: 300 };
    });
    await emit(EVENTS);
    expect(await stopping.exited).toEqual({ code: 0, signal: null });
    await untilDelivered(emitted + EVENTS);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-attempt']))).toEqual(
      new Set(['1']),
    );
    expect(receiver.requests).toHaveLength(emitted + EVENTS);

    for (const { child } of [api, staying]) child.kill('SIGTERM');
    expect(await Promise.all([api.exited, staying.exited])).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
  }, 120_000);
});

async function untilReady(port: string): Promise<void> {
  await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    return answer?.ok ? true : undefined;
  });
}

/** The attempts of each; a process writes its line after the record, and the line has a pipe to come through. */
function untilLogged(workers: CliRun[], count: number): Promise<number[]> {
  return until(() => {
    const made = workers.map((worker) => attemptsIn(worker.output()));
    return Promise.resolve(made.reduce((sum, share) => sum + share) < count ? undefined : made);
  });
}

/** One line of its log is one attempt. */
function attemptsIn(output: string): number {
  return output.split('\n').filter((line) => line.includes('"msg":"attempt made"')).length;
}
