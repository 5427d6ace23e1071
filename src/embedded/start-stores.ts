import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Embedded } from '../complete-config.js';
import type { Settings } from '../config.js';
import { keyRing } from '../settings/values.js';
import { openCacheDir } from './cache-dir.js';
import { keepPrivate } from './data-dir.js';
import { keepPorts } from './ports.js';
import { startPostgres, stopLeftoverPostgres } from './postgres.js';
import type { Report } from './report.js';
import type { RunAs } from './run-as.js';
import { type RunningServer, stopLeftover } from './supervise.js';
import { findTemporal } from './temporal-binary.js';
import { startTemporal, temporalIdentity } from './temporal.js';

export interface EmbeddedStores {
  embedded: Embedded;
  /** Ends Temporal, then Postgres. */
  stop(): Promise<void>;
  /** Tells both to end and does not wait. */
  abandon(): void;
}

/** Starts those of the two servers that the settings do not name, with their state in DATA_DIR. */
export async function startStores(
  settings: Pick<
    Settings,
    | 'dataDir'
    | 'databaseUrl'
    | 'temporalAddress'
    | 'temporalNamespace'
    | 'temporalCliPath'
    | 'adminApiKey'
    | 'encryptionKeys'
  >,
  options: {
    env: NodeJS.ProcessEnv;
    runAs: RunAs | undefined;
    report: Report;
    logger: Logger;
    aborted: AbortSignal;
  },
): Promise<EmbeddedStores> {
  const { dataDir } = settings;
  const { report, logger, runAs, aborted } = options;
  const cacheDir = openCacheDir(options.env, runAs);
  // Before the ports are chosen: they are to stay what they were.
  await Promise.all([stopLeftoverPostgres(dataDir), stopLeftover(temporalIdentity(dataDir))]);
  const ports = await keepPorts(dataDir, [
    'postgres',
    'temporal',
    'temporalHttp',
    'temporalUi',
    'temporalMetrics',
  ]);
  const running: RunningServer[] = [];
  const stores: EmbeddedStores = {
    embedded: { ownAddresses: [] },
    stop: async () => {
      for (const server of running.splice(0).reverse()) await server.stop();
    },
    abandon: () => running.forEach((server) => server.abandon()),
  };

  // Side by side: each takes a second or more of its own.
  const results = await Promise.allSettled([
    settings.databaseUrl === undefined && embedPostgres(),
    settings.temporalAddress === undefined && embedTemporal(),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stores.stop();
    throw failed.reason;
  }
  return stores;

  async function embedPostgres(): Promise<void> {
    const since = Date.now();
    const { databaseUrl, ...server } = await startPostgres({
      dataDir,
      cacheDir,
      runAs,
      port: ports.postgres,
      report,
      logger,
    });
    running.unshift(server);
    Object.assign(stores.embedded, { databaseUrl }, keptKeys(settings));
    stores.embedded.ownAddresses?.push({ host: '127.0.0.1', port: ports.postgres });
    report(`Postgres: ready on 127.0.0.1:${ports.postgres} (${seconds(since)})`);
  }

  async function embedTemporal(): Promise<void> {
    const file = await findTemporal({ cliPath: settings.temporalCliPath, cacheDir, report, aborted });
    aborted.throwIfAborted();
    const since = Date.now();
    const { address, uiUrl, ...server } = await startTemporal({
      dataDir,
      file,
      ports,
      namespace: settings.temporalNamespace,
      logger,
    });
    running.push(server);
    Object.assign(stores.embedded, { temporalAddress: address, temporalUiUrl: uiUrl });
    for (const port of [ports.temporal, ports.temporalHttp, ports.temporalUi, ports.temporalMetrics]) {
      stores.embedded.ownAddresses?.push({ host: '127.0.0.1', port });
    }
    report(`Temporal: ready on ${address} (${seconds(since)})`);
  }
}

/** The keys of an instance whose database lies in DATA_DIR lie there too, made at the first start. */
function keptKeys({
  dataDir,
  adminApiKey,
  encryptionKeys,
}: Pick<Settings, 'dataDir' | 'adminApiKey' | 'encryptionKeys'>) {
  return {
    adminApiKey:
      adminApiKey ??
      keepPrivate(join(dataDir, 'api-key'), () => `ph_admin_${randomBytes(32).toString('base64url')}`)
        .content,
    encryptionKeys:
      encryptionKeys ??
      keyRing.parse(
        keepPrivate(join(dataDir, 'encryption-keys'), () => `k1:${randomBytes(32).toString('base64')}`)
          .content,
      ),
  };
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
