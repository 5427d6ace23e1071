import { Command } from 'commander';
import type { Logger } from 'pino';
import { completeConfig } from '../complete-config.js';
import { type Settings, readSettings } from '../config.js';
import { loadEventTypes } from '../contract/event-types.js';
import { openDataDir } from '../embedded/data-dir.js';
import { tryListen } from '../free-port.js';
import { lockDataDir } from '../embedded/lock.js';
import { findRunAs } from '../embedded/run-as.js';
import { StartError } from '../embedded/start-error.js';
import { startStores } from '../embedded/start-stores.js';
import { createLogger } from '../logger.js';
import { startProcess } from '../process.js';
import { migrate } from '../store/migrate.js';
import { banner } from './banner.js';
import { type Stoppable, runUntilSignal } from './run-until-signal.js';

const say = (line: string): void => console.log(line);

export const startCommand = new Command('start')
  .description('run everything, with an embedded Postgres and Temporal where none is named')
  .action(async () => {
    // What the servers write is for us alone.
    process.umask(0o077);
    const settings = await choosePort(readSettings(process.env));
    if (settings.databaseUrl !== undefined) refuseMissingKeys(settings);
    // Read here only to refuse a bad one before anything is made or started.
    await loadEventTypes(settings.eventTypesFile);
    const logger = createLogger(settings);
    await runUntilSignal(logger, (aborted) => start(settings, logger, aborted), say);
  });

async function start(settings: Settings, logger: Logger, aborted: AbortSignal): Promise<Stoppable> {
  const since = Date.now();
  const runAs = settings.databaseUrl === undefined ? findRunAs() : undefined;
  openDataDir(settings.dataDir, runAs);
  const lock = lockDataDir(settings.dataDir);
  const stores = await startStores(settings, { env: process.env, runAs, report: say, logger, aborted }).catch(
    (error: unknown) => {
      lock.release();
      throw error;
    },
  );
  const closeStores = async (): Promise<void> => {
    await stores.stop();
    lock.release();
  };
  try {
    const config = completeConfig(settings, stores.embedded);
    const { applied } = await migrate(config.databaseUrl);
    if (applied.length > 0) say(`Schema: applied ${applied.join(', ')}`);
    aborted.throwIfAborted();
    const running = await startProcess(config, logger, { api: true, worker: true });
    say(banner(config, { isKeyMadeHere: settings.adminApiKey === undefined, startMs: Date.now() - since }));
    return {
      failed: running.failed,
      abandon: stores.abandon,
      stop: async () => {
        await running.stop();
        await closeStores();
      },
    };
  } catch (error) {
    await closeStores();
    throw error;
  }
}

/** Finds out before anything is started whether we can listen at all. */
async function choosePort(settings: Settings): Promise<Settings> {
  const { host, port } = settings;
  const found = await tryListen(host, port);
  if ('port' in found) return { ...settings, port: found.port };
  switch (found.error.code) {
    case 'EADDRINUSE':
      throw new StartError(
        `Port ${port} on ${host} is in use. Stop what listens there, or choose another one: PORT=${port + 1} npm start`,
      );
    case 'EACCES':
      throw new StartError(`Port ${port} needs more rights. Choose one above 1023: PORT=3000 npm start`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      throw new StartError(
        `${host} is not an address of this machine. Set HOST to one that is, such as HOST=127.0.0.1`,
      );
    default:
      throw found.error;
  }
}

/** Keys kept in DATA_DIR belong to the database there; another database is given its own. */
function refuseMissingKeys(settings: Settings): void {
  completeConfig({ ...settings, temporalAddress: settings.temporalAddress ?? 'embedded' });
}
