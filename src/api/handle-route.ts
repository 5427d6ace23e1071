import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Context } from '../context.js';
import { ProblemError } from '../errors.js';
import { DatabaseTimeoutError } from '../store/database-away.js';
import type { Admission } from './admission.js';
import { actingWorkspace, type Auth, requireRole } from './auth.js';
import { authenticate, authenticateSignIn } from './authenticate.js';
import { workspaceHeader } from './emitting-workspace.js';
import { HandlerRun } from './handler-run.js';
import { type KeptAnswer, fingerprint, idempotencyKey } from './idempotency.js';
import { requestIdOf } from './problem.js';
import type { RateLimits } from './rate-limits.js';
import { bodyLimit, parseBody, parseParams, parseQuery, readBody } from './request.js';
import { type Route, takesIdempotencyKey } from './route.js';
import type { StreamReader, Streams } from './streams.js';

const nothing = z.strictObject({});

/** Each of the two looks into the database before the handler. */
const DATABASE_TIMEOUT_MS = 1_900;

/** The way of a request: who calls, is the input acceptable, which workspace, then the handler, then the answer. */
export function handleRoute(
  ctx: Context,
  limits: RateLimits,
  streams: Streams,
  admission: Admission,
  route: Route,
): RequestHandler {
  return async (req, res) => {
    res.locals.operation = route.operationId;
    // A sign-in is read before it is known who calls.
    const signIn = route.keyIn && (await readInput(route, req));
    const auth = await admit(ctx, limits, req, res, signIn && route.keyIn?.(signIn.body));
    requireRole(auth, route.role);
    const leave = route.admission && admission.enter(req, bodyLimit(route));
    try {
      await answer(req, res, auth, signIn);
    } finally {
      leave?.();
    }
  };

  async function answer(req: Request, res: Response, auth: Auth, signIn: Input | undefined): Promise<void> {
    const key = takesIdempotencyKey(route) ? idempotencyKey(req.headers) : undefined;
    const params = parseParams(route, req.params);
    const query = parseQuery(route.query ?? nothing, req.url);
    const { rawBody, body } = signIn ?? (await readInput(route, req));
    const workspaceId = await inTime(actingWorkspace(ctx.pool, auth, requestedWorkspace(req, query, body)));

    const pathId = route.path.includes('{id}') ? String(req.params.id) : undefined;
    const input = { ctx, auth, workspaceId, pathId, params, query, body, rawBody, headers: req.headers };
    const work = new HandlerRun(route, input, (error) => {
      ctx.logger.error({ err: error, requestId: requestIdOf(res) }, 'work after a commit failed');
    });
    if (key === undefined) {
      const made = await work.run();
      if (made.stream) streams.open(res, readerOf(ctx, route, req, auth, workspaceId), made.stream);
      else send(res, made);
      return;
    }
    const scope = { workspaceId, method: req.method, path: canonicalPath(route, req.params), key };
    const { answer: kept, isReplayed } = await work.runOnce(scope, fingerprint(req.url, rawBody));
    if (isReplayed) res.set('idempotent-replayed', 'true');
    send(res, kept);
  }
}

interface Input {
  rawBody: Buffer;
  body: unknown;
}

async function readInput(route: Route, req: Request): Promise<Input> {
  if (route.body === undefined && route.method !== 'post') return { rawBody: Buffer.alloc(0), body: {} };
  const rawBody = await readBody(route, req);
  return { rawBody, body: parseBody(route.body ?? nothing, rawBody) };
}

/** Who calls, within the limits of calls and of failures. */
async function admit(
  ctx: Context,
  limits: RateLimits,
  req: Request,
  res: Response,
  signInKey: string | undefined,
): Promise<Auth> {
  try {
    const auth = await inTime(
      signInKey === undefined ? authenticate(ctx, req) : authenticateSignIn(ctx, req, signInKey),
    );
    res.set(await limits.countCall(auth));
    return auth;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'unauthenticated')
      res.set(await limits.countFailure(req.ip ?? ''));
    throw error;
  }
}

/** What a request needs to know before its handler runs, or a 503: a database that hangs is one that is away. */
async function inTime<T>(look: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseTimeoutError()), DATABASE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([look, tooLate]);
  } finally {
    clearTimeout(timer);
    look.catch(() => undefined);
  }
}

/** Who opened a stream, which lasts: now and then it is asked again whether they may. */
function readerOf(ctx: Context, route: Route, req: Request, auth: Auth, workspaceId: string): StreamReader {
  return {
    workspaceId,
    caller: `${auth.actor} ${workspaceId}`,
    isBodyless: req.method === 'HEAD',
    admitAgain: async () => {
      const again = await authenticate(ctx, req);
      requireRole(again, route.role);
      await actingWorkspace(ctx.pool, again, workspaceId);
    },
  };
}

function send(res: Response, { status, headers, json }: KeptAnswer): void {
  res.status(status).set(headers);
  if (json !== null) res.set('content-type', 'application/json');
  res.end(json ?? undefined);
}

/** A body or a query that has a field `workspaceId` names the workspace it acts on, as x-workspace-id does. */
function requestedWorkspace(req: Request, query: unknown, body: unknown): string | undefined {
  const inHeader = workspaceHeader(req.headers);
  const given = namedIn(body) ?? namedIn(query);
  if (inHeader !== undefined && given !== undefined && inHeader !== given) {
    throw new ProblemError('invalid-input', 'The request names two workspaces.', {
      errors: [{ pointer: '/workspaceId', detail: 'This differs from x-workspace-id.' }],
    });
  }
  return given ?? inHeader;
}

function namedIn(input: unknown): string | undefined {
  const named =
    typeof input === 'object' && input !== null && 'workspaceId' in input ? input.workspaceId : undefined;
  return typeof named === 'string' ? named : undefined;
}

/** The path as the route writes it, so that no spelling of the same path escapes its idempotency key. */
function canonicalPath(route: Route, params: Request['params']): string {
  return route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
}
