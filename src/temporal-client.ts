import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Config } from './config.js';
import { lazyConnection } from './temporal-connection.js';

type TemporalConfig = Pick<
  Config,
  'temporalAddress' | 'temporalNamespace' | 'temporalApiKey' | 'temporalTls' | 'temporalMetadata'
>;

/** Over the worker's connection where there is one; else over one that is opened at its first use. */
export function createTemporalClient(config: TemporalConfig, native?: NativeConnection): Client {
  const connection = native ?? lazyConnection(temporalConnectionOptions(config));
  return new Client({ connection, namespace: config.temporalNamespace });
}

export function temporalConnectionOptions(config: TemporalConfig) {
  return {
    address: config.temporalAddress,
    metadata: config.temporalMetadata,
    ...(config.temporalTls === undefined ? {} : { tls: config.temporalTls }),
    ...(config.temporalApiKey === undefined ? {} : { apiKey: config.temporalApiKey }),
  };
}
