import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Context } from '../context.js';
import { ProblemError } from '../errors.js';
import { DatabaseTimeoutError } from '../store/database-away.js';
import type { Admission } from './admission.js';
import { actingWorkspace, type Auth, requireRole } from './auth.js';
import { type Call, nameOperation, setHeaders } from './call.js';
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

/** What requests pass on their way, shared by all of a process. */
export interface Gates {
  limits: RateLimits;
  streams: Streams;
  admission: Admission;
}

/** The way of a request: who calls, is the input acceptable, which workspace, then the handler, then the answer. */
export function handleRoute(
  ctx: Context,
  { limits, streams, admission }: Gates,
  route: Route,
): (call: Call) => Promise<void> {
  return async (call) => {
    const { req } = call;
    nameOperation(call.res, route.operationId);
    // A sign-in is read before it is known who calls.
    const signIn = route.keyIn && (await readInput(route, req));
    const auth = await admit(limits, call, signIn && route.keyIn?.(signIn.body));
    requireRole(auth, route.role);
    const leave = route.admission && admission.enter(req, bodyLimit(route));
    try {
      await answer(call, auth, signIn);
    } finally {
      leave?.();
    }
  };

  async function answer(call: Call, auth: Auth, signIn: Input | undefined): Promise<void> {
    const { req, res } = call;
    const key = takesIdempotencyKey(route) ? idempotencyKey(req.headers) : undefined;
    const params = parseParams(route, call.params);
    const query = parseQuery(route.query ?? nothing, req.url!);
    const { rawBody, body } = signIn ?? (await readInput(route, req));
    const workspaceId = await inTime(actingWorkspace(ctx.pool, auth, requestedWorkspace(req, query, body)));

    const pathId = route.path.includes('{id}') ? String(call.params['id']) : undefined;
    const input = { ctx, auth, workspaceId, pathId, params, query, body, rawBody, headers: req.headers };
    const work = new HandlerRun(route, input, (error) => {
      ctx.logger.error({ err: error, requestId: requestIdOf(res) }, 'work after a commit failed');
    });
    if (key === undefined) {
      const made = await work.run();
      if (made.stream) streams.open(res, readerOf(ctx, route, call, auth, workspaceId), made.stream);
      else send(res, made);
      return;
    }
    const scope = { workspaceId, method: req.method!, path: canonicalPath(route, call.params), key };
    const { answer: kept, isReplayed } = await work.runOnce(scope, fingerprint(req.url!, rawBody));
    if (isReplayed) res.setHeader('idempotent-replayed', 'true');
    send(res, kept);
  }
}

interface Input {
  rawBody: Buffer;
  body: unknown;
}

async function readInput(route: Route, req: IncomingMessage): Promise<Input> {
  if (route.body === undefined && route.method !== 'post') return { rawBody: Buffer.alloc(0), body: {} };
  const rawBody = await readBody(route, req);
  return { rawBody, body: parseBody(route.body ?? nothing, rawBody) };
}

/** Who calls, within the limits of calls and of failures. */
async function admit(limits: RateLimits, call: Call, signInKey: string | undefined): Promise<Auth> {
  try {
    const auth = await inTime(
      signInKey === undefined ? call.authenticate() : call.authenticateSignIn(signInKey),
    );
    setHeaders(call.res, await limits.countCall(auth));
    return auth;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'unauthenticated')
      setHeaders(call.res, await limits.countFailure(call.address()));
    throw error;
  }
}

/** What a request needs to know before its handler runs, or a 503: a database that hangs is one that is away. */
async function inTime<T>(look: T | Promise<T>): Promise<T> {
  if (!(look instanceof Promise)) return look;
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
function readerOf(ctx: Context, route: Route, call: Call, auth: Auth, workspaceId: string): StreamReader {
  return {
    workspaceId,
    caller: `${auth.actor} ${workspaceId}`,
    isBodyless: call.req.method === 'HEAD',
    admitAgain: async () => {
      const again = await call.authenticate();
      requireRole(again, route.role);
      await actingWorkspace(ctx.pool, again, workspaceId);
    },
  };
}

function send(res: ServerResponse, { status, headers, json }: KeptAnswer): void {
  res.statusCode = status;
  setHeaders(res, headers);
  if (json === null) {
    res.end();
    return;
  }
  res.setHeader('content-type', 'application/json; charset=utf-8');
  res.setHeader('content-length', Buffer.byteLength(json));
  res.end(json);
}

/** A body or a query that has a field `workspaceId` names the workspace it acts on, as x-workspace-id does. */
function requestedWorkspace(req: IncomingMessage, query: unknown, body: unknown): string | undefined {
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
function canonicalPath(route: Route, params: Call['params']): string {
  return route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
}
