import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import type { Context } from '../context.js';
import { ProblemError } from '../errors.js';
import { docsRouter } from './docs/router.js';
import { type Readiness, healthRouter } from './health.js';
import { loadRoutes } from './load-routes.js';
import { PAGE_DIRECTORY } from './page/load-page.js';
import { portalRouter } from './page/portal.js';
import { pageRouter } from './page/router.js';
import { problemHandler, requestIdOf } from './problem.js';
import { apiRouter } from './router.js';
import type { Streams } from './streams.js';

export const API_BASE = '/api/v1';

/** The whole of what is answered over HTTP. */
export async function createApp(ctx: Context, readiness: Readiness, streams: Streams): Promise<Express> {
  const routes = await loadRoutes();
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);
  app.set('trust proxy', ctx.config.trustProxy);
  app.use(recordRequest(ctx));
  app.use(healthRouter(ctx, readiness));
  app.use(API_BASE, noStore, apiRouter(ctx, routes, streams));
  app.use(await docsRouter(ctx, routes, API_BASE));
  app.use(portalRouter(ctx));
  app.use(await pageRouter(ctx.config, PAGE_DIRECTORY));
  app.use(() => {
    throw new ProblemError('not-found', 'There is nothing under this path.');
  });
  app.use(problemHandler(ctx.logger));
  return app;
}

const noStore: RequestHandler = (_req, res, next) => {
  res.set('cache-control', 'no-store');
  next();
};

/** Names the request, and logs and measures it when its answer is out. The path is not logged: it may carry anything. */
function recordRequest({ logger, metrics }: Context): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    res.set({ 'x-request-id': randomUUID(), 'x-content-type-options': 'nosniff' });
    res.once('close', () => {
      const operation = String(res.locals['operation'] ?? 'none');
      const durationMs = Math.round(performance.now() - startedAt);
      const status = res.writableFinished ? res.statusCode : 499;
      metrics.httpRequests.observe({ operation, status }, durationMs / 1_000);
      logger.debug(
        { requestId: requestIdOf(res), method: req.method, operation, status, durationMs },
        'request answered',
      );
    });
    next();
  };
}
