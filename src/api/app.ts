import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type RequestHandler } from 'express';
import proxyAddr from 'proxy-addr';
import type { Context } from '../context.js';
import { ProblemError } from '../errors.js';
import { Admission } from './admission.js';
import { operationOf } from './call.js';
import { docsRouter } from './docs/router.js';
import { emitShortcut } from './emit-shortcut.js';
import { handleRoute } from './handle-route.js';
import { type Readiness, healthRouter } from './health.js';
import { loadRoutes } from './load-routes.js';
import { PAGE_DIRECTORY } from './page/load-page.js';
import { portalRouter } from './page/portal.js';
import { pageRouter } from './page/router.js';
import { problemHandler, requestIdOf } from './problem.js';
import { createRateLimits } from './rate-limits.js';
import { apiRouter } from './router.js';
import type { Streams } from './streams.js';

export const API_BASE = '/api/v1';

/** The whole of what is answered over HTTP. */
export async function createApp(
  ctx: Context,
  readiness: Readiness,
  streams: Streams,
): Promise<RequestListener> {
  const routes = await loadRoutes();
  const gates = {
    limits: createRateLimits(ctx.config.apiRateLimitPerSecond),
    streams,
    admission: new Admission(ctx),
  };
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);
  app.set('trust proxy', ctx.config.trustProxy);
  app.use(healthRouter(ctx, readiness));
  app.use(API_BASE, noStore, apiRouter(ctx, gates, routes));
  app.use(await docsRouter(ctx, routes, API_BASE));
  app.use(portalRouter(ctx));
  app.use(await pageRouter(ctx.config, PAGE_DIRECTORY));
  app.use(() => {
    throw new ProblemError('not-found', 'There is nothing under this path.');
  });
  app.use(problemHandler(ctx.logger));
  const emit = routes.find(({ operationId }) => operationId === 'emitEvent')!;
  const answer = emitShortcut({
    ctx,
    path: `${API_BASE}${emit.path}`,
    handle: handleRoute(ctx, gates, emit),
    addressOf: (req) => proxyAddr(req, app.get('trust proxy fn') as TrustProxy),
    otherwise: app,
  });
  return (req, res) => {
    recordRequest(ctx, req, res);
    answer(req, res);
  };
}

type TrustProxy = Parameters<typeof proxyAddr>[1];

const noStore: RequestHandler = (_req, res, next) => {
  res.set('cache-control', 'no-store');
  next();
};

/** Names the request, and logs and measures it when its answer is out. The path is not logged: it may carry anything. */
function recordRequest({ logger, metrics }: Context, { method }: IncomingMessage, res: ServerResponse): void {
  const startedAt = performance.now();
  res.setHeader('x-request-id', randomUUID());
  res.setHeader('x-content-type-options', 'nosniff');
  res.once('close', () => {
    const durationMs = Math.round(performance.now() - startedAt);
    const status = res.writableFinished ? res.statusCode : 499;
    const operation = operationOf(res);
    metrics.httpRequests.observe({ operation, status }, durationMs / 1_000);
    logger.debug({ requestId: requestIdOf(res), method, operation, status, durationMs }, 'request answered');
  });
}
