import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { type RunningServer, type ServerIdentity, type ServerProgram, superviseServer } from './supervise.js';

export interface TemporalOptions {
  dataDir: string;
  /** The `temporal` binary. */
  file: string;
  namespace: string;
  ports: { temporal: number; temporalHttp: number; temporalUi: number; temporalMetrics: number };
  logger: Logger;
}

/** A Temporal development server with its state in DATA_DIR/temporal.db, listening on loopback only. */
export async function startTemporal(
  options: TemporalOptions,
): Promise<RunningServer & { address: string; uiUrl: string }> {
  const { dataDir, ports, namespace } = options;
  const database = databaseFile(dataDir);
  const address = `127.0.0.1:${ports.temporal}`;
  const program: ServerProgram = {
    ...temporalIdentity(dataDir),
    file: options.file,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--ui-ip', '127.0.0.1', '--ui-disable-news-fetch'],
      ...['--port', String(ports.temporal), '--http-port', String(ports.temporalHttp)],
      ...['--ui-port', String(ports.temporalUi), '--metrics-port', String(ports.temporalMetrics)],
      ...['--namespace', namespace, '--search-attribute', 'WebhookId=Keyword', '--log-level', 'error'],
      // Durable, and half again as fast as SQLite's defaults.
      ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=full'],
      ...['--db-filename', database],
    ],
    logFile: join(dataDir, 'temporal.log'),
    readyTimeoutMs: 60_000,
    isReady: () => answers(address, namespace),
  };
  const server = await superviseServer(program, options.logger);
  return { ...server, address, uiUrl: `http://127.0.0.1:${ports.temporalUi}` };
}

export function temporalIdentity(dataDir: string): ServerIdentity {
  return {
    name: 'Temporal',
    mark: `--db-filename ${databaseFile(dataDir)}`,
    pidFile: join(dataDir, 'temporal.pid'),
    stopSignals: ['SIGTERM', 'SIGKILL'],
    stopTimeoutMs: 10_000,
  };
}

function databaseFile(dataDir: string): string {
  return join(dataDir, 'temporal.db');
}

async function answers(address: string, namespace: string): Promise<boolean> {
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}
