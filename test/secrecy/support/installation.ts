import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { findFreePort } from '../../../src/free-port.js';
import { type CliRun, runCli } from '../../support/cli.js';
import { createDatabase } from '../../support/database.js';
import { type RequestOptions, sendJson } from '../../support/request.js';
import { startTcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';

export type Installation = Awaited<ReturnType<typeof startInstallation>>;

/** An API and a worker as processes of their own, at trace level, with a wire to each store that can be cut. */
export async function startInstallation(given: Record<string, string>) {
  const database = await createDatabase(inject('databaseServerUrl'), inject('templateDatabase'));
  const databaseUrl = new URL(database.url);
  const [temporalHost = '', temporalPort = ''] = inject('temporalAddress').split(':');
  const toDatabase = await startTcpProxy({ host: databaseUrl.hostname, port: Number(databaseUrl.port) });
  const toTemporal = await startTcpProxy({ host: temporalHost, port: Number(temporalPort) });
  databaseUrl.hostname = '127.0.0.1';
  databaseUrl.port = String(toDatabase.port);
  const taskQueue = `test-${randomBytes(6).toString('hex')}`;
  const port = String(await findFreePort());
  const metricsPort = String(await findFreePort());
  const env = {
    DATABASE_URL: databaseUrl.href,
    TEMPORAL_ADDRESS: `127.0.0.1:${toTemporal.port}`,
    TEMPORAL_TASK_QUEUE: taskQueue,
    LOG_LEVEL: 'trace',
    PORT: port,
    METRICS_PORT: metricsPort,
    ...given,
  };
  const runs: CliRun[] = ['api', 'worker'].map((command) => runCli([command], { env }));
  const url = `http://127.0.0.1:${port}`;
  for (const at of [port, metricsPort]) {
    await until(async () => {
      const answer = await fetch(`http://127.0.0.1:${at}/readyz`).catch(() => undefined);
      return answer?.ok ? true : undefined;
    });
  }
  const logs = () => runs.map((run) => run.output()).join('\n');
  return {
    url,
    port: Number(port),
    metricsPort: Number(metricsPort),
    databaseUrl: database.url,
    taskQueue,
    toDatabase,
    toTemporal,
    logs,
    request: (method: string, path: string, options?: RequestOptions) =>
      sendJson(url, given['ADMIN_API_KEY']!, method, path, options),
    waitForLog: (pattern: RegExp) => until(async () => pattern.exec(logs()) ?? undefined),
    /** Lets what is under way end: the stop is logged too. */
    stop: async () => {
      for (const { child } of runs) child.kill('SIGTERM');
      await Promise.all(runs.map(({ exited }) => exited));
    },
    drop: async () => {
      for (const { child } of runs) child.kill('SIGKILL');
      await Promise.all(runs.map(({ exited }) => exited));
      await toDatabase.close();
      await toTemporal.close();
      await database.drop();
    },
  };
}
