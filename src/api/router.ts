import { type RequestHandler, Router } from 'express';
import type { Context } from '../context.js';
import { ProblemError } from '../errors.js';
import { Admission } from './admission.js';
import { handleRoute } from './handle-route.js';
import { createRateLimits, type RateLimits } from './rate-limits.js';
import type { Route } from './route.js';
import type { Streams } from './streams.js';

/** The routes of /api/v1, with 405 and Allow for the methods that a known path does not have. */
export function apiRouter(ctx: Context, routes: readonly Route[], streams: Streams): Router {
  const router = Router({ caseSensitive: true });
  const limits = createRateLimits(ctx.config.apiRateLimitPerSecond);
  const admission = new Admission(ctx);
  for (const [path, ofPath] of byPath(routes))
    router.all(expressPath(path), dispatchMethod(ctx, limits, streams, admission, ofPath));
  return router;
}

/** Literal paths first: `/events/batch` is not an event's id. */
function byPath(routes: readonly Route[]): [string, Route[]][] {
  const groups = new Map<string, Route[]>();
  for (const route of routes) groups.set(route.path, [...(groups.get(route.path) ?? []), route]);
  return [...groups].sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')));
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function dispatchMethod(
  ctx: Context,
  limits: RateLimits,
  streams: Streams,
  admission: Admission,
  routes: readonly Route[],
): RequestHandler {
  const handlers = new Map(
    routes.map((route) => [route.method.toUpperCase(), handleRoute(ctx, limits, streams, admission, route)]),
  );
  const get = handlers.get('GET');
  if (get) handlers.set('HEAD', get);
  const allow = [...handlers.keys(), 'OPTIONS'].join(', ');
  return async (req, res, next) => {
    if (req.method === 'OPTIONS') {
      res.status(204).set('allow', allow).end();
      return;
    }
    const handler = handlers.get(req.method);
    if (!handler) {
      throw new ProblemError('method-not-allowed', `This path takes ${allow}.`, { headers: { allow } });
    }
    await handler(req, res, next);
  };
}
