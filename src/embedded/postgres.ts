import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Logger } from 'pino';
import { keepPrivate, readIfThere, writePrivate } from './data-dir.js';
import { findPostgresFolder, openPostgresFolder } from './postgres-folder.js';
import { type PostgresBinaries, installPostgres } from './postgres-binaries.js';
import { commandLine } from './processes.js';
import type { Report } from './report.js';
import type { RunAs } from './run-as.js';
import { StartError } from './start-error.js';
import {
  type RunningServer,
  type ServerIdentity,
  type ServerProgram,
  stopLeftover,
  superviseServer,
} from './supervise.js';

export interface PostgresOptions {
  dataDir: string;
  cacheDir: string;
  runAs: RunAs | undefined;
  port: number;
  report: Report;
  logger: Logger;
}

/** A durable Postgres with its data in DATA_DIR/postgres or linked from there, listening on loopback only. */
export async function startPostgres(
  options: PostgresOptions,
): Promise<RunningServer & { databaseUrl: string }> {
  const { dataDir, port } = options;
  const binaries = await installPostgres(options.cacheDir);
  const data = openPostgresFolder(dataDir, options.runAs, options.report);
  const password = keepPrivate(join(dataDir, 'postgres-password'), () =>
    randomBytes(24).toString('base64url'),
  ).content;
  const databaseUrl = `postgres://posthorn:${password}@127.0.0.1:${port}/postgres`;
  const program: ServerProgram = {
    ...postgresIdentity(dataDir),
    file: join(binaries.bin, 'postgres'),
    args: ['-D', data, '-p', String(port), ...SERVER_SETTINGS.flatMap((setting) => ['-c', setting])],
    runAs: options.runAs,
    logFile: join(dataDir, 'postgres.log'),
    // Recovery after a crash reads the log since the last checkpoint.
    readyTimeoutMs: 60_000,
    isReady: () => answers(databaseUrl),
  };
  freeStaleLock(data);
  if (!existsSync(data)) initialise(binaries, data, password, options);
  refuseOtherVersion(binaries, data);
  const server = await superviseServer(program, options.logger);
  return { ...server, databaseUrl };
}

function postgresIdentity(dataDir: string): ServerIdentity {
  return {
    name: 'Postgres',
    mark: `-D ${findPostgresFolder(dataDir)} `,
    pidFile: join(dataDir, 'postgres.pid'),
    // Fast, then immediate shutdown.
    stopSignals: ['SIGINT', 'SIGQUIT'],
    stopTimeoutMs: 20_000,
  };
}

/** Ends one that a killed start left running; Postgres' own lock file knows it even where ours was not written yet. */
export async function stopLeftoverPostgres(dataDir: string): Promise<void> {
  await stopLeftover(postgresIdentity(dataDir), lockHolder(join(dataDir, 'postgres')));
}

/** Durability is Postgres' default; said here because it is what Posthorn promises. */
const SERVER_SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'log_min_messages=warning',
  // A query of ours may hold payloads.
  'log_min_error_statement=panic',
  'log_parameter_max_length=0',
  'log_parameter_max_length_on_error=0',
];

/** Made aside and moved into place when whole, so that a killed first start leaves nothing half-made. */
function initialise(
  binaries: PostgresBinaries,
  data: string,
  password: string,
  { runAs }: PostgresOptions,
): void {
  const [fresh, passwordFile] = [`${data}.new`, join(dirname(data), 'initdb-password')];
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writePrivate(passwordFile, `${password}\n`);
  if (runAs) for (const path of [fresh, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  const args = [
    '-D',
    fresh,
    '-U',
    'posthorn',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  const { status, error, stderr } = spawnSync(join(binaries.bin, 'initdb'), args, {
    encoding: 'utf8',
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    ...(runAs && { uid: runAs.uid, gid: runAs.gid }),
  });
  rmSync(passwordFile, { force: true });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new StartError(`Postgres could not be set up in ${data}: ${(error?.message ?? stderr).trim()}`);
  }
  renameSync(fresh, data);
}

function refuseOtherVersion({ majorVersion }: PostgresBinaries, data: string): void {
  const kept = readIfThere(join(data, 'PG_VERSION'));
  if (kept === majorVersion) return;
  throw new StartError(
    `${data} was written by Postgres ${kept}, and this version of Posthorn brings Postgres ${majorVersion}. ` +
      'Move the data with pg_dump and pg_restore, or set DATABASE_URL to a Postgres that you run.',
  );
}

/** The process that Postgres' own lock file names. */
function lockHolder(data: string): number {
  return Number(readIfThere(join(data, 'postmaster.pid'))?.split('\n')[0] ?? NaN);
}

/** After a reboot the lock's process id may be a stranger's by now, and Postgres would not start. */
function freeStaleLock(data: string): void {
  const holder = commandLine(lockHolder(data));
  if (holder !== undefined && !holder.includes('postgres'))
    rmSync(join(data, 'postmaster.pid'), { force: true });
}

async function answers(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
