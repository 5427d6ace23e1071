import {
  DefaultLogger,
  type LogEntry,
  NativeConnection,
  Runtime,
  makeTelemetryFilterString,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { temporalConnectionOptions } from './temporal-client.js';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

let isInstalled = false;

/** Once a process, before the first native connection: Temporal's logs go into ours, and signals stay ours to handle. */
export function installTemporalRuntime(logger: Logger, options: { metricsAddress?: string } = {}): void {
  if (isInstalled) return;
  isInstalled = true;
  const log = logger.child({ from: 'temporal' });
  const write = ({ level, message, timestampNanos, meta }: LogEntry): void => {
    log[LEVELS[level]]({ ...meta, at: Number(timestampNanos / 1_000_000n) }, message);
  };
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger(logger.isLevelEnabled('debug') ? 'DEBUG' : 'WARN', write),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(options.metricsAddress === undefined
        ? {}
        : { metrics: { prometheus: { bindAddress: options.metricsAddress } } }),
    },
  });
}

/** The connection that a worker and its client share: eager workflow start needs it to be one. */
export async function connectNatively(config: Config): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect({
      ...temporalConnectionOptions(config),
      // Ids and numbers: to compress them costs both ends more than it saves.
      grpcCompression: { codec: 'none' },
    });
  } catch (error) {
    throw new Error(
      `Temporal does not answer at ${config.temporalAddress}. Start it, or correct TEMPORAL_ADDRESS and TEMPORAL_TLS….`,
      { cause: error },
    );
  }
}
