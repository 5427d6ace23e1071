import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { pino } from 'pino';
import { openCacheDir } from '../src/embedded/cache-dir.js';
import { openDataDir, readIfThere } from '../src/embedded/data-dir.js';
import { keepPorts } from '../src/embedded/ports.js';
import { findPostgresFolder } from '../src/embedded/postgres-folder.js';
import { startPostgres } from '../src/embedded/postgres.js';
import { findRunAs } from '../src/embedded/run-as.js';
import type { RunningServer } from '../src/embedded/supervise.js';
import { findTemporal } from '../src/embedded/temporal-binary.js';
import { startTemporal } from '../src/embedded/temporal.js';
import { ensureTemplate, withAdmin } from '../test/support/database.js';
import { until } from '../test/support/until.js';

/** A server that a fault may kill, by its process id: its supervisor starts it again, as in `npm start`. */
export interface Server {
  /** Ends it by its process id; resolves when its supervisor has started another, and that answers. */
  end(signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Stores {
  folder: string;
  databaseServerUrl: string;
  templateDatabase: string;
  temporalAddress: string;
  postgres: Server;
  temporal: Server;
  /** Where Postgres keeps its files. */
  postgresFolder: string;
  /** While it is stopped: removes all it knows. */
  wipeTemporal(): void;
  close(): Promise<void>;
}

/** A Postgres and a Temporal of our own, the embedded ones of the product. */
export async function openStores(): Promise<Stores> {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-faults-'));
  // As root, the user that Postgres runs as must get through.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, 'data');
  const runAs = findRunAs();
  openDataDir(dataDir, runAs);
  const cacheDir = openCacheDir(process.env, runAs);
  const report = (): void => undefined;
  // That a server died is what these runs are about.
  const logger = pino({ level: 'silent' });
  const ports = await keepPorts(dataDir, [
    'postgres',
    'temporal',
    'temporalHttp',
    'temporalUi',
    'temporalMetrics',
  ]);
  const file = await findTemporal({
    cliPath: process.env['TEMPORAL_CLI_PATH'],
    cacheDir,
    report: console.log,
    aborted: new AbortController().signal,
  });
  const databaseServerUrl = { current: '' };
  const temporalAddress = `127.0.0.1:${ports.temporal}`;
  const postgres = control(
    join(dataDir, 'postgres.pid'),
    async () => {
      const started = await startPostgres({
        dataDir,
        cacheDir,
        runAs,
        port: ports.postgres,
        report,
        logger,
      });
      databaseServerUrl.current = started.databaseUrl;
      return started;
    },
    () => withAdmin(databaseServerUrl.current, (client) => client.query('select 1')),
  );
  const temporal = control(
    join(dataDir, 'temporal.pid'),
    () => startTemporal({ dataDir, file, namespace: 'default', ports, logger }),
    () => askTemporal(temporalAddress),
  );
  await Promise.all([postgres.start(), temporal.start()]);
  return {
    folder,
    databaseServerUrl: databaseServerUrl.current,
    templateDatabase: await ensureTemplate(databaseServerUrl.current),
    temporalAddress,
    postgres,
    postgresFolder: findPostgresFolder(dataDir),
    temporal,
    wipeTemporal: () => {
      for (const end of ['', '-wal', '-shm']) rmSync(join(dataDir, `temporal.db${end}`), { force: true });
    },
    close: async () => {
      await temporal.stop();
      await postgres.stop();
    },
  };
}

function control(pidFile: string, start: () => Promise<RunningServer>, ask: () => Promise<unknown>): Server {
  let running: RunningServer | undefined;
  // There is none while its supervisor makes another try.
  const readPid = (): number => Number(readIfThere(pidFile) ?? NaN);
  const answers = async (): Promise<void> => {
    await until(() =>
      ask().then(
        () => true,
        () => undefined,
      ),
    );
  };
  return {
    end: async (signal) => {
      const pid = readPid();
      process.kill(pid, signal);
      await until(() => Promise.resolve(readPid() === pid || Number.isNaN(readPid()) ? undefined : true));
      await answers();
    },
    start: async () => {
      running = await start();
    },
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
  };
}

async function askTemporal(address: string): Promise<void> {
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
  } finally {
    await connection.close();
  }
}
