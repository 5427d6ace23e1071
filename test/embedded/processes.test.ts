import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { findFreePort } from '../../src/free-port.js';
import { type CliRun, runCli } from '../support/cli.js';
import { createDatabase } from '../support/database.js';
import { startReceiver } from '../support/receiver.js';
import { sendJson } from '../support/request.js';

const ADMIN_KEY = 'a-key-of-the-operator';
const EVENTS = 60;

let database: Awaited<ReturnType<typeof createDatabase>>;
let env: Record<string, string>;
const runs: CliRun[] = [];

beforeAll(async () => {
  database = await createDatabase(inject('databaseServerUrl'), 'template1');
  env = {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_TASK_QUEUE: `test-${randomBytes(6).toString('hex')}`,
    ADMIN_API_KEY: ADMIN_KEY,
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    ALLOW_HTTP: 'true',
    ALLOWED_PRIVATE_CIDRS: '127.0.0.0/8',
    LOG_LEVEL: 'warn',
  };
});

afterAll(async () => {
  for (const run of runs) run.child.kill('SIGTERM');
  await Promise.all(runs.map((run) => run.exited));
  await database.drop();
});

function run(command: string, more: Record<string, string> = {}): CliRun {
  const started = runCli([command], { env: { ...env, ...more } });
  runs.push(started);
  return started;
}

async function answersAt(url: string, process: CliRun): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (process.child.exitCode !== null) throw new Error(`The process ended:\n${process.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function attemptsOf(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toMatch(/^temporal_/m);
  return Number(/^posthorn_attempts_total\{code="delivered"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}

test('a database without tables is told, with the command that makes them', async () => {
  const api = run('api', { PORT: '0' });
  expect((await api.exited).code).toBe(1);
  expect(api.output()).toContain('posthorn migrate');
});

test('one API and two workers as processes of their own share the load, answer probes, and drain on SIGTERM', async () => {
  const migration = run('migrate');
  expect((await migration.exited).code).toBe(0);
  expect(migration.output()).toContain('Applied 0001_initial.sql');

  const ports = [await findFreePort(), await findFreePort(), await findFreePort()] as const;
  const api = run('api', { PORT: String(ports[0]) });
  const workers = [
    run('worker', { METRICS_PORT: String(ports[1]) }),
    run('worker', { METRICS_PORT: String(ports[2]) }),
  ];
  const url = `http://127.0.0.1:${ports[0]}`;
  await answersAt(`${url}/readyz`, api);
  await Promise.all(workers.map((worker, i) => answersAt(`http://127.0.0.1:${ports[i + 1]}/readyz`, worker)));

  const receiver = await startReceiver();
  receiver.answer({ delayMs: 100 });
  const webhook = { url: `${receiver.url}/hook`, events: ['lead.created'], maxConcurrency: 4 };
  const created = await sendJson(url, ADMIN_KEY, 'POST', '/webhooks', { body: webhook });
  expect(created.status).toBe(201);
  const type = await sendJson(url, ADMIN_KEY, 'GET', '/event-types/lead.created');
  const events = Array.from({ length: EVENTS }, () => ({ event: 'lead.created', data: type.body.example }));
  const accepted = await sendJson(url, ADMIN_KEY, 'POST', '/events/batch', { body: { events } });
  expect(accepted.status).toBe(202);
  await receiver.waitForRequests(EVENTS, 60_000);

  const attempts = [await attemptsOf(ports[1]), await attemptsOf(ports[2])];
  expect(Math.min(...attempts)).toBeGreaterThan(0);
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(EVENTS);
  expect(receiver.requests).toHaveLength(EVENTS);

  for (const process of [api, ...workers]) process.child.kill('SIGTERM');
  for (const process of [api, ...workers]) expect(await process.exited).toEqual({ code: 0, signal: null });
  await receiver.close();
}, 120_000);

test('an address where nothing answers is told', async () => {
  const closed = await findFreePort();
  const noTemporal = run('worker', { TEMPORAL_ADDRESS: `127.0.0.1:${closed}` });
  const noDatabase = run('api', { DATABASE_URL: `postgres://postgres@127.0.0.1:${closed}/x` });
  expect((await noTemporal.exited).code).toBe(1);
  expect(noTemporal.output()).toContain(`Temporal does not answer at 127.0.0.1:${closed}`);
  expect((await noDatabase.exited).code).toBe(1);
  expect(noDatabase.output()).toContain(`Nothing answers at 127.0.0.1:${closed}`);
});
