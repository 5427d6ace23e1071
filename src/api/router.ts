import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Context } from '../context.js';
import { ProblemError } from '../errors.js';
import { authenticate, authenticateSignIn } from './authenticate.js';
import type { Call } from './call.js';
import { type Gates, handleRoute } from './handle-route.js';
import type { Route } from './route.js';

/** The routes of /api/v1, with 405 and Allow for the methods that a known path does not have. */
export function apiRouter(ctx: Context, gates: Gates, routes: readonly Route[]): Router {
  const router = Router({ caseSensitive: true });
  for (const [path, ofPath] of byPath(routes))
    router.all(expressPath(path), dispatchMethod(ctx, gates, ofPath));
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

function dispatchMethod(ctx: Context, gates: Gates, routes: readonly Route[]): RequestHandler {
  const handlers = new Map(
    routes.map((route) => [route.method.toUpperCase(), handleRoute(ctx, gates, route)]),
  );
  const get = handlers.get('GET');
  if (get) handlers.set('HEAD', get);
  const allow = [...handlers.keys(), 'OPTIONS'].join(', ');
  return async (req, res) => {
    if (req.method === 'OPTIONS') {
      res.status(204).set('allow', allow).end();
      return;
    }
    const handler = handlers.get(req.method);
    if (!handler) {
      throw new ProblemError('method-not-allowed', `This path takes ${allow}.`, { headers: { allow } });
    }
    await handler(toCall(ctx, req, res));
  };
}

function toCall(ctx: Context, req: Request, res: Response): Call {
  return {
    req,
    res,
    // No route has a placeholder that stands for several parts of a path.
    params: req.params as Record<string, string>,
    authenticate: () => authenticate(ctx, req),
    authenticateSignIn: (key) => authenticateSignIn(ctx, req, key),
    address: () => req.ip ?? '',
  };
}
