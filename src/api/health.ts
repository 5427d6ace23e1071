import { Router } from 'express';
import type { Context } from '../context.js';
import { isDatabaseUp } from '../store/is-database-up.js';
import { readOnly } from './read-only.js';

export interface Readiness {
  /** Set at the begin of the shutdown, so that load balancers turn away before connections are refused. */
  isDraining: boolean;
}

/**
 * /livez: the process answers. /readyz: it can take events, which needs Postgres and nothing else (events are accepted
 * while Temporal is away). /metrics: Prometheus.
 */
export function healthRouter(ctx: Context, readiness: Readiness): Router {
  const router = Router();
  router.get('/livez', (_req, res) => {
    res.set('cache-control', 'no-store').json({ status: 'alive' });
  });
  router.get('/readyz', async (_req, res) => {
    const status = readiness.isDraining
      ? 'draining'
      : (await isDatabaseUp(ctx.pool))
        ? 'ready'
        : 'database-away';
    res.set('cache-control', 'no-store');
    res.status(status === 'ready' ? 200 : 503).json({ status });
  });
  router.get('/metrics', async (_req, res) => {
    const text = await ctx.metrics.scrape();
    res.set('cache-control', 'no-store').type(ctx.metrics.registry.contentType).send(text);
  });
  return readOnly(router);
}
