import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openDataDir } from '../../src/embedded/data-dir.js';
import { findRunAs } from '../../src/embedded/run-as.js';
import { startStores } from '../../src/embedded/start-stores.js';

export interface TestServers {
  databaseServerUrl: string;
  temporalAddress: string;
  stop(): Promise<void>;
}

/** POSTHORN_TEST_DATABASE_URL and POSTHORN_TEST_TEMPORAL_ADDRESS name running servers to use; what is missing is started. */
export async function startServers(env: NodeJS.ProcessEnv): Promise<TestServers> {
  const given = {
    databaseUrl: env['POSTHORN_TEST_DATABASE_URL'] || undefined,
    temporalAddress: env['POSTHORN_TEST_TEMPORAL_ADDRESS'] || undefined,
  };
  if (given.databaseUrl && given.temporalAddress) {
    return {
      databaseServerUrl: given.databaseUrl,
      temporalAddress: given.temporalAddress,
      stop: async () => undefined,
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-test-'));
  // As root, the user that Postgres runs as must get through.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, 'data');
  const runAs = findRunAs();
  openDataDir(dataDir, runAs);
  const stores = await startStores(
    {
      ...given,
      dataDir,
      temporalNamespace: 'default',
      temporalCliPath: env['TEMPORAL_CLI_PATH'],
      adminApiKey: undefined,
      encryptionKeys: undefined,
    },
    {
      env,
      runAs,
      report: console.log,
      logger: pino({ level: 'error' }),
      aborted: new AbortController().signal,
    },
  );
  const databaseServerUrl = given.databaseUrl ?? stores.embedded.databaseUrl;
  const temporalAddress = given.temporalAddress ?? stores.embedded.temporalAddress;
  if (!databaseServerUrl || !temporalAddress)
    throw new Error('The embedded servers did not tell where they are.');
  return {
    databaseServerUrl,
    temporalAddress,
    stop: async () => {
      await stores.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
