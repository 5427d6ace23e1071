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

/** Everything that the parts of one process share. */
export interface Context {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  pool: pg.Pool;
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
  const pool = createPool({
    connectionString: config.databaseUrl,
    max: config.databasePoolSize,
    onError: (error) => logger.warn({ err: error }, 'an idle database connection broke'),
  });
  const temporal = createTemporalClient(config, options.native);
  const close = async (): Promise<void> => {
    await pool.end();
    if (!options.native) await temporal.connection.close();
  };
  try {
    await checkKeys(pool, keyring);
  } catch (error) {
    await close();
    throw error;
  }
  return { config, logger, metrics: createMetrics(), pool, keyring, eventTypes, temporal, close };
}
