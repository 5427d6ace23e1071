import type { Logger } from 'pino';
import type { Config } from './config.js';
import { type Context, openContext } from './context.js';
import { findFreePort } from './free-port.js';
import { limitHeapGrowth } from './heap-growth.js';
import type { RunningServer } from './server.js';

export interface RunningProcess {
  /** Drains: readyz 503, nothing more claimed, attempts in flight end; then closes all. */
  stop(): Promise<void>;
  failed: Promise<never>;
}

/** Runs the API, a worker, or both in this process, on stores that are there already. */
export async function startProcess(
  config: Config,
  logger: Logger,
  parts: { api: boolean; worker: boolean },
): Promise<RunningProcess> {
  limitHeapGrowth();
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const temporal = parts.worker ? await connectWorker(config, logger) : undefined;
    if (temporal) closers.push(() => temporal.native.close());
    const ctx = await openContext(config, { logger, ...(temporal && { native: temporal.native }) });
    closers.push(() => ctx.close());
    if (temporal) ctx.metrics.collectTemporal(temporal.readMetrics);
    let server = parts.api ? await (await import('./server.js')).startServer(ctx) : undefined;
    // Closed after the worker: until then load balancers see that we drain, and what still comes in is accepted.
    closers.push(async () => server?.close());
    const worker = temporal && (await (await import('./worker.js')).startWorker(ctx, temporal.native));
    if (worker) closers.push(() => worker.stop());
    // A worker alone is ready when it works, and not before.
    server ??= await listenForProbes(ctx);
    return {
      failed: worker?.failed ?? new Promise<never>(() => undefined),
      stop: async () => {
        server?.setDraining();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The API answers probes and scrapes too; a worker alone answers only those, where METRICS_PORT is set. */
async function listenForProbes(ctx: Context): Promise<RunningServer | undefined> {
  const { metricsPort } = ctx.config;
  if (metricsPort === undefined) return undefined;
  return (await import('./health-server.js')).startHealthServer(ctx, metricsPort);
}

async function connectWorker(config: Config, logger: Logger) {
  const { connectNatively, installTemporalRuntime } = await import('./temporal-runtime.js');
  const metricsAddress = `127.0.0.1:${await findFreePort()}`;
  installTemporalRuntime(logger, { metricsAddress });
  return {
    native: await connectNatively(config),
    readMetrics: async () => (await fetch(`http://${metricsAddress}/metrics`)).text(),
  };
}
