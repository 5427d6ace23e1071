import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { healthRouter } from './api/health.js';
import type { Context } from './context.js';
import type { RunningServer } from './server.js';

/** /livez, /readyz and /metrics of a process that serves no API, on METRICS_HOST and METRICS_PORT. */
export async function startHealthServer(ctx: Context, port: number): Promise<RunningServer> {
  const readiness = { isDraining: false };
  const app = express().disable('x-powered-by').use(healthRouter(ctx, readiness));
  const server = createServer(app).listen(port, ctx.config.metricsHost);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    setDraining: () => {
      readiness.isDraining = true;
    },
    close: async () => {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}
