import type { IncomingMessage, RequestListener } from 'node:http';
import type { Context } from '../context.js';
import { authenticateKey, presentedKey, unauthenticated } from './auth.js';
import type { Call } from './call.js';
import { answerProblem } from './problem.js';

interface ShortcutOptions {
  ctx: Pick<Context, 'pool' | 'config' | 'logger'>;
  /** Of the call, whole. */
  path: string;
  handle: (call: Call) => Promise<void>;
  addressOf: (req: IncomingMessage) => string;
  /** Express. */
  otherwise: RequestListener;
}

/**
 * The way past Express's router for the one call that comes by the thousand: an event emitted with an API key. Whatever
 * else it finds, a session or another spelling of the path, takes the ordinary way. Both end in the same handler.
 */
export function emitShortcut({ ctx, path, handle, addressOf, otherwise }: ShortcutOptions): RequestListener {
  const { pool, config, logger } = ctx;
  return (req, res) => {
    const key = req.method === 'POST' && isPath(req.url!, path) ? presentedKey(req.headers) : undefined;
    if (key === undefined) {
      otherwise(req, res);
      return;
    }
    res.setHeader('cache-control', 'no-store');
    handle({
      req,
      res,
      params: {},
      authenticate: () => authenticateKey(pool, config.adminApiKey, key),
      authenticateSignIn: () => Promise.reject(unauthenticated('Give an API key.')),
      address: () => addressOf(req),
    }).catch((error: unknown) => answerProblem(logger, res, error));
  };
}

function isPath(url: string, path: string): boolean {
  return url.startsWith(path) && (url.length === path.length || url[path.length] === '?');
}
