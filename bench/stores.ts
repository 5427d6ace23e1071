import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { findRunAs } from '../src/embedded/run-as.js';
import { startStores } from '../src/embedded/start-stores.js';

export interface Stores {
  databaseUrl: string;
  temporalAddress: string;
  env: Record<string, string>;
  temporal: Client;
  apiPort: number;
  metricsPort: number;
  close(): Promise<void>;
}

/** The stores of the DATA_DIR without the process that `npm start` runs beside them. */
export async function openStores(dataDir: string): Promise<Stores> {
  const { embedded, stop } = await startStores(
    {
      dataDir,
      databaseUrl: undefined,
      temporalAddress: undefined,
      temporalNamespace: 'default',
      temporalCliPath: process.env['TEMPORAL_CLI_PATH'],
      adminApiKey: undefined,
      encryptionKeys: undefined,
    },
    {
      env: process.env,
      runAs: findRunAs(),
      report: () => undefined,
      logger: pino({ level: 'error' }),
      aborted: new AbortController().signal,
    },
  );
  const { databaseUrl, temporalAddress } = embedded;
  if (!databaseUrl || !temporalAddress) throw new Error('The embedded servers did not tell where they are.');
  const connection = await Connection.connect({ address: temporalAddress });
  return {
    databaseUrl,
    temporalAddress,
    temporal: new Client({ connection }),
    apiPort: await freePort(),
    metricsPort: await freePort(),
    close: async () => {
      await connection.close();
      await stop();
    },
    env: {
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      ALLOW_HTTP: 'true',
      ALLOWED_PRIVATE_CIDRS: '127.0.0.1/32',
    },
  };
}

export function kept(dataDir: string, file: string): string {
  return readFileSync(join(dataDir, file), 'utf8').trim();
}

export function pidOf(dataDir: string, server: 'postgres' | 'temporal'): number {
  return Number(kept(dataDir, `${server}.pid`));
}

export async function answering(url: string): Promise<void> {
  while (
    !(await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    ))
  )
    await delay(100);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
