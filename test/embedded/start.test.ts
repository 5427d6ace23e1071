import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { afterEach, expect, inject, test } from 'vitest';
import { isRunning, waitForEnd } from '../../src/embedded/processes.js';
import { type CliRun, runCli } from '../support/cli.js';
import { createDatabase, withAdmin } from '../support/database.js';
import { startReceiver } from '../support/receiver.js';
import { sendJson } from '../support/request.js';

const READY = /is ready \([\d.]+ s\)/;
const START_MS = 120_000;
const isRoot = process.getuid?.() === 0;

const folders: string[] = [];
const runs: CliRun[] = [];

afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.child.exitCode === null && run.child.signalCode === null) run.child.kill('SIGTERM');
    await run.exited;
  }
  for (const folder of folders.splice(0)) {
    for (const pid of serverPids(folder)) {
      process.kill(pid, 'SIGKILL');
      await waitForEnd(pid, 5_000);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

function newDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-start-'));
  chmodSync(folder, 0o711);
  folders.push(folder);
  return join(folder, 'data');
}

function start(env: Record<string, string>): CliRun {
  const run = runCli(['start'], { env: { PORT: '0', LOG_LEVEL: 'warn', ...env } });
  runs.push(run);
  return run;
}

/** Waits for the banner; answers what it tells. */
async function ready(run: CliRun): Promise<{ url: string; key: string }> {
  await run.waitFor(READY);
  const [, url = ''] = await run.waitFor(/API {2,}(http:\S+)\/api\/v1/);
  const [, key = ''] = await run.waitFor(/x-api-key: (\S+)"/);
  return { url, key };
}

function pidIn(dataDir: string, file: string): number {
  return Number(readFileSync(join(dataDir, file), 'utf8'));
}

function serverPids(folder: string): number[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(postgres|temporal)\.pid$/.test(file),
  );
  return files.map((file) => pidIn(folder, file)).filter(isRunning);
}

async function putWorkspace(instance: { url: string; key: string }, id: string): Promise<number> {
  return (await sendJson(instance.url, instance.key, 'PUT', `/workspaces/${id}`, { body: { name: id } }))
    .status;
}

async function hasWorkspace(instance: { url: string; key: string }, id: string): Promise<boolean> {
  return (await sendJson(instance.url, instance.key, 'GET', `/workspaces/${id}`)).status === 200;
}

async function createWebhook(instance: { url: string; key: string }, url: string): Promise<void> {
  const body = { url, events: ['lead.created'] };
  expect((await sendJson(instance.url, instance.key, 'POST', '/webhooks', { body })).status).toBe(201);
}

/** Answers the id of the event's only delivery. */
async function emitLead({ url, key }: { url: string; key: string }): Promise<string> {
  const type = await sendJson(url, key, 'GET', '/event-types/lead.created');
  const body = { event: 'lead.created', data: type.body.example };
  const accepted = await sendJson(url, key, 'POST', '/events', { body });
  expect(accepted.body).toMatchObject({ deliveries: 1 });
  return (await sendJson(url, key, 'GET', `/events/${accepted.body.id}`)).body.deliveries[0].id;
}

test(
  'a start on an empty folder brings its own Postgres, Temporal and keys; Ctrl-C ends all of it, and the next start finds its state',
  async () => {
    const dataDir = newDataDir();
    const first = start({ DATA_DIR: dataDir });
    const instance = await ready(first);
    expect(first.output()).toContain('http and loopback receivers allowed, reachable from this machine only');
    expect(first.output()).toMatch(/Temporal UI {2,}http:\/\/127\.0\.0\.1:\d+/);
    expect(readFileSync(join(dataDir, 'api-key'), 'utf8').trim()).toBe(instance.key);
    for (const file of ['api-key', 'encryption-keys', 'postgres-password', 'temporal.db']) {
      expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
    }
    expect(pidIn(dataDir, 'pid')).toBe(first.child.pid);
    expect(await putWorkspace(instance, 'kept')).toBe(201);

    const [postgres, temporal] = [pidIn(dataDir, 'postgres.pid'), pidIn(dataDir, 'temporal.pid')];
    first.child.kill('SIGINT');
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect([isRunning(postgres), isRunning(temporal)]).toEqual([false, false]);

    const second = await ready(start({ DATA_DIR: dataDir }));
    expect(second.key).toBe(instance.key);
    expect(await hasWorkspace(second, 'kept')).toBe(true);
  },
  START_MS,
);

test(
  'a start after kill -9 of the process stops the servers it left running, and nothing is lost',
  async () => {
    const dataDir = newDataDir();
    const killed = start({ DATA_DIR: dataDir });
    const instance = await ready(killed);
    expect(await putWorkspace(instance, 'kept')).toBe(201);
    const left = [pidIn(dataDir, 'postgres.pid'), pidIn(dataDir, 'temporal.pid')];
    const ports = readFileSync(join(dataDir, 'ports.json'), 'utf8');
    killed.child.kill('SIGKILL');
    await killed.exited;
    expect(left.map(isRunning)).toEqual([true, true]);

    const next = await ready(start({ DATA_DIR: dataDir }));
    expect(left.map(isRunning)).toEqual([false, false]);
    expect(readFileSync(join(dataDir, 'ports.json'), 'utf8')).toBe(ports);
    expect(await hasWorkspace(next, 'kept')).toBe(true);
  },
  START_MS,
);

test(
  'a start after kill -9 of everything at once finds all that was committed',
  async () => {
    const dataDir = newDataDir();
    const killed = start({ DATA_DIR: dataDir });
    const instance = await ready(killed);
    expect(await putWorkspace(instance, 'kept')).toBe(201);
    for (const pid of [killed.child.pid!, ...serverPids(dataDir)]) process.kill(pid, 'SIGKILL');
    await killed.exited;

    const next = await ready(start({ DATA_DIR: dataDir }));
    expect(await hasWorkspace(next, 'kept')).toBe(true);
  },
  START_MS,
);

test(
  'an embedded server that dies is started again on its port',
  async () => {
    const dataDir = newDataDir();
    const run = start({ DATA_DIR: dataDir, LOG_LEVEL: 'info' });
    const instance = await ready(run);
    for (const [file, name] of [
      ['postgres.pid', 'Postgres'],
      ['temporal.pid', 'Temporal'],
    ] as const) {
      process.kill(pidIn(dataDir, file), 'SIGKILL');
      await run.waitFor(new RegExp(`"server":"${name}".*an embedded server is back`));
    }
    expect(await putWorkspace(instance, 'after')).toBe(201);
  },
  START_MS,
);

test(
  'Ctrl-C lets the delivery in flight end and refuses readiness meanwhile; a second Ctrl-C forces the exit',
  async () => {
    const dataDir = newDataDir();
    const receiver = await startReceiver();
    const run = start({ DATA_DIR: dataDir, DELIVERY_TIMEOUT_MS: '30000' });
    const instance = await ready(run);
    await createWebhook(instance, receiver.url);
    receiver.answer({ delayMs: 1_500 });
    const deliveryId = await emitLead(instance);
    await receiver.waitForRequests(1);
    run.child.kill('SIGINT');
    await run.waitFor(/Stopping/);
    expect((await sendJson(instance.url, instance.key, 'GET', '//readyz')).status).toBe(503);
    expect((await run.exited).code).toBe(0);

    const again = start({ DATA_DIR: dataDir, DELIVERY_TIMEOUT_MS: '30000' });
    const next = await ready(again);
    const delivery = await sendJson(next.url, next.key, 'GET', `/deliveries/${deliveryId}`);
    expect(delivery.body).toMatchObject({ status: 'delivered', attemptCount: 1 });

    const servers = serverPids(dataDir);
    receiver.answer({ delayMs: 25_000 });
    await emitLead(next);
    await receiver.waitForRequests(2);
    again.child.kill('SIGINT');
    await again.waitFor(/Stopping/);
    await setTimeout(600);
    again.child.kill('SIGINT');
    expect((await again.exited).code).toBe(130);
    for (const pid of servers) expect(await waitForEnd(pid, 20_000)).toBe(true);
    await receiver.close();
  },
  START_MS,
);

test(
  'a second start on the same DATA_DIR is refused, and the first one goes on',
  async () => {
    const dataDir = newDataDir();
    const instance = await ready(start({ DATA_DIR: dataDir }));
    const second = start({ DATA_DIR: dataDir });
    expect((await second.exited).code).toBe(1);
    expect(second.output()).toMatch(/already runs on .* \(process \d+\)/);
    expect(await hasWorkspace(instance, 'default')).toBe(true);
  },
  START_MS,
);

test('a port in use is told before anything is started', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const dataDir = newDataDir();
  const run = start({ DATA_DIR: dataDir, PORT: String(port) });
  expect((await run.exited).code).toBe(1);
  expect(run.output()).toContain(`Port ${port} on 127.0.0.1 is in use`);
  expect(readdirSync(join(dataDir, '..'))).toEqual([]);
  taken.close();
});

test('an unusable file of event types is told before anything is started', async () => {
  const dataDir = newDataDir();
  const run = start({ DATA_DIR: dataDir, EVENT_TYPES_FILE: '/nowhere/types.json' });
  expect((await run.exited).code).toBe(1);
  expect(run.output()).toContain('EVENT_TYPES_FILE /nowhere/types.json: cannot be read (ENOENT).');
  expect(readdirSync(join(dataDir, '..'))).toEqual([]);
});

test('with DATABASE_URL set the keys are required, all at once', async () => {
  const run = start({ DATA_DIR: newDataDir(), DATABASE_URL: inject('databaseServerUrl') });
  expect((await run.exited).code).toBe(1);
  expect(run.output()).toContain('ADMIN_API_KEY must be set');
  expect(run.output()).toContain('ENCRYPTION_KEYS must be set');
});

test(
  'with both stores named none is embedded, loopback receivers are not allowed, and the given key is not printed',
  async () => {
    const database = await createDatabase(inject('databaseServerUrl'), 'template1');
    const dataDir = newDataDir();
    const adminKey = 'a-key-that-was-given';
    const run = start({
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_TASK_QUEUE: 'test-start-on-given-stores',
      ADMIN_API_KEY: adminKey,
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    });
    await run.waitFor(READY);
    const [, url = ''] = await run.waitFor(/API {2,}(http:\S+)\/api\/v1/);
    expect(await hasWorkspace({ url, key: adminKey }, 'default')).toBe(true);
    expect(run.output()).toContain('https receivers only');
    expect(run.output()).not.toContain(adminKey);
    expect(serverPids(dataDir)).toEqual([]);
    expect(readdirSync(dataDir)).not.toContain('api-key');
    run.child.kill('SIGTERM');
    expect((await run.exited).code).toBe(0);
    await database.drop();
  },
  START_MS,
);

test(
  'another encryption key than the one the database was made with is refused',
  async () => {
    const database = await createDatabase(inject('databaseServerUrl'), inject('templateDatabase'));
    await withAdmin(database.url, (client) =>
      client.query(`insert into meta (key, value) values ('key-check', '\\x026b31')`),
    );
    const run = start({
      DATA_DIR: newDataDir(),
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      ADMIN_API_KEY: 'a-key-that-was-given',
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    });
    expect((await run.exited).code).toBe(1);
    expect(run.output()).toContain('ENCRYPTION_KEYS does not hold the key');
    await database.drop();
  },
  START_MS,
);

test('a missing Temporal binary and a value that is no number are told with what to do', async () => {
  const missing = start({ DATA_DIR: newDataDir(), TEMPORAL_CLI_PATH: '/nowhere/temporal' });
  expect((await missing.exited).code).toBe(1);
  expect(missing.output()).toContain('TEMPORAL_CLI_PATH /nowhere/temporal is not an executable file');
  const bad = start({ RETENTION_DAYS: 'many', DELIVERY_TIMEOUT_MS: '1' });
  expect((await bad.exited).code).toBe(1);
  expect(bad.output()).toMatch(
    /RETENTION_DAYS must be [^]*DELIVERY_TIMEOUT_MS must be|DELIVERY_TIMEOUT_MS must be [^]*RETENTION_DAYS must be/,
  );
});

test.skipIf(isRoot)('a DATA_DIR without rights is told with the command to run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-start-'));
  folders.push(folder);
  chmodSync(folder, 0o500);
  const run = start({ DATA_DIR: join(folder, 'data') });
  expect((await run.exited).code).toBe(1);
  expect(run.output()).toMatch(/cannot be written .*chown/);
  chmodSync(folder, 0o700);
});

test.runIf(isRoot)(
  'root starts in a closed folder too: Postgres, which is another user there, keeps its files outside',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'posthorn-start-'));
    folders.push(folder);
    chmodSync(folder, 0o700);
    const dataDir = join(folder, 'data');
    const run = start({ DATA_DIR: dataDir });
    await ready(run);
    const [, outside = ''] = await run.waitFor(
      /its files lie in (\S+), with a link in DATA_DIR, since the user "\S+"/,
    );
    folders.push(outside);
    expect(readlinkSync(join(dataDir, 'postgres'))).toBe(join(outside, 'postgres'));
    run.child.kill('SIGTERM');
    expect((await run.exited).code).toBe(0);
    const again = start({ DATA_DIR: dataDir });
    await ready(again);
    expect(readlinkSync(join(dataDir, 'postgres'))).toBe(join(outside, 'postgres'));
  },
  2 * START_MS,
);

test('an old Node is told before anything else is loaded', async () => {
  const old =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"18.20.0"}})';
  const run = runCli(['start'], { nodeArgs: ['--import', old] });
  expect((await run.exited).code).toBe(1);
  expect(run.output()).toMatch(/Node 18\.20\.0 is too old\. Install Node 20\.19 or newer/);
});

test('the embedded Temporal knows the search attribute that deliveries carry', async () => {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  expect(Object.keys(customAttributes ?? {})).toContain('WebhookId');
  await connection.close();
});
