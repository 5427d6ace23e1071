import type { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { type EventTypeRegistry, loadEventTypes } from './contract/event-types.js';
import { Keyring } from './keyring.js';
import { createLogger } from './logger.js';
import { type Metrics, createMetrics } from './metrics.js';
import { createPool } from './store/db.js';
import { checkKeys } from './store/key-check.js';
import { createTemporalClient } from './temporal-client.js';

/** Claims, records and beginnings are few, since each is for many deliveries. */
const HOT_CONNECTIONS = 4;

/** Everything that the parts of one process share. */
export interface Context {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  pool: pg.Pool;
  /** For the statements of the delivering path, whose planning would cost several times their running. */
  hotPool: pg.Pool;
  keyring: Keyring;
  eventTypes: EventTypeRegistry;
  temporal: Client;
  close(): Promise<void>;
}

/** Opens the stores and checks the key ring. `native`: the worker's connection, which its owner closes. */
export async function openContext(
  config: Config,
  options: { logger?: Logger; native?: NativeConnection } = {},
): Promise<Context> {
  const logger = options.logger ?? createLogger(config);
  const eventTypes = await loadEventTypes(config.eventTypesFile);
  const keyring = new Keyring(config.encryptionKeys);
  const hotConnections = Math.min(HOT_CONNECTIONS, Math.floor(config.databasePoolSize / 2));
  const connect = (max: number, planOnce: boolean) =>
    createPool({
      connectionString: config.databaseUrl,
      max,
      planOnce,
      onError: (error) => logger.warn({ err: error }, 'an idle database connection broke'),
    });
  const pool = connect(config.databasePoolSize - hotConnections, false);
  const hotPool = connect(hotConnections, true);
  const temporal = createTemporalClient(config, options.native);
  const close = async (): Promise<void> => {
    await Promise.all([pool.end(), hotPool.end()]);
    if (!options.native) await temporal.connection.close();
  };
  try {
    await checkKeys(pool, keyring);
  } catch (error) {
    await close();
    throw error;
  }
  return { config, logger, metrics: createMetrics(), pool, hotPool, keyring, eventTypes, temporal, close };
}
