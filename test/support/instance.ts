import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { inject } from 'vitest';
import { loadConfig } from '../../src/complete-config.js';
import type { Config } from '../../src/config.js';
import { type Context, openContext } from '../../src/context.js';
import { createLogger } from '../../src/logger.js';
import { startServer } from '../../src/server.js';
import { createDatabase } from './database.js';
import { type JsonAnswer, type RequestOptions, sendJson } from './request.js';

export interface Instance {
  url: string;
  adminKey: string;
  /** What other processes of this installation are started with. */
  env: Record<string, string>;
  ctx: Context;
  /** A call of the API with the admin key, unless `key` says otherwise (null: none). `path` is under /api/v1 unless it starts with `//`. */
  request(method: string, path: string, options?: RequestOptions): Promise<JsonAnswer>;
  stop(): Promise<void>;
}

export interface InstanceOptions {
  env?: Record<string, string>;
  /** Without a worker events are accepted, and nothing is sent. */
  worker?: boolean;
  /** Another way to the instance's database, such as a wire that the test can cut. */
  reachDatabase?: (url: string) => string;
}

/** A whole Posthorn in this process: a database and a task queue of its own, on the run's Postgres and Temporal. */
export async function startInstance(options: InstanceOptions = {}): Promise<Instance> {
  const database = await createDatabase(inject('databaseServerUrl'), inject('templateDatabase'));
  const adminKey = `test-${randomBytes(12).toString('hex')}`;
  const env: Record<string, string> = {
    PORT: '0',
    DATABASE_URL: options.reachDatabase?.(database.url) ?? database.url,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_TASK_QUEUE: `test-${randomBytes(6).toString('hex')}`,
    ADMIN_API_KEY: adminKey,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    ALLOW_HTTP: 'true',
    ALLOWED_PRIVATE_CIDRS: '127.0.0.0/8',
    LOG_LEVEL: 'error',
    ...options.env,
  };
  const config = loadConfig(env);
  const closers: Closers = [database.drop];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const logger = createLogger(config);
    const ctx =
      (options.worker ?? true)
        ? await openWithWorker(config, logger, closers)
        : await openWithoutWorker(config, logger, closers);
    const server = await startServer(ctx);
    closers.push(() => server.close());
    const url = `http://127.0.0.1:${server.port}`;
    return {
      url,
      adminKey,
      env,
      ctx,
      stop,
      request: (method, path, given) => sendJson(url, adminKey, method, path, given),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Closers = (() => Promise<void>)[];

async function openWithoutWorker(config: Config, logger: Logger, closers: Closers): Promise<Context> {
  const ctx = await openContext(config, { logger });
  closers.push(() => ctx.close());
  return ctx;
}

/** Loads Temporal's native parts only for the tests that need them. */
async function openWithWorker(config: Config, logger: Logger, closers: Closers): Promise<Context> {
  const { connectNatively, installTemporalRuntime } = await import('../../src/temporal-runtime.js');
  const { startWorker } = await import('../../src/worker.js');
  installTemporalRuntime(logger);
  const native = await connectNatively(config);
  closers.push(() => native.close());
  const ctx = await openContext(config, { logger, native });
  closers.push(() => ctx.close());
  const worker = await startWorker(ctx, native);
  closers.push(() => worker.stop());
  return ctx;
}
