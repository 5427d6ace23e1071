import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Context } from '../context.js';
import { ProblemError } from '../errors.js';
import { type Db, inTransaction } from '../store/db.js';
import type { IdempotencyScope } from '../store/idempotency.js';
import { actingWorkspace, authenticate, requireRole } from './auth.js';
import {
  type KeptAnswer,
  beginIdempotent,
  fingerprint,
  idempotencyKey,
  keepAnswer,
  toAnswer,
} from './idempotency.js';
import { requestIdOf } from './problem.js';
import { parseBody, parseParams, parseQuery, readBody } from './request.js';
import type { AnyReply, Route, RouteInput } from './route.js';

const nothing = z.strictObject({});

/** The way of a request: who calls, is the input acceptable, which workspace, then the handler, then the answer. */
export function handleRoute(ctx: Context, route: Route): RequestHandler {
  const takesBody = route.body !== undefined || route.method === 'post';
  return async (req, res) => {
    res.locals.operation = route.operationId;
    const auth = await authenticate(ctx.pool, ctx.config.adminApiKey, req.headers);
    requireRole(auth, route.role);
    const key = route.method === 'post' ? idempotencyKey(req.headers) : undefined;
    const params = parseParams(route, req.params);
    const query = parseQuery(route.query ?? nothing, req.url);
    const rawBody = takesBody ? await readBody(route, req, res) : Buffer.alloc(0);
    const body = takesBody ? parseBody(route.body ?? nothing, rawBody) : {};
    const workspaceId = await actingWorkspace(ctx.pool, auth, requestedWorkspace(req, body));

    const input = { ctx, auth, workspaceId, params, query, body, rawBody, headers: req.headers };
    const work = new Work(route, input, (error) => {
      ctx.logger.error({ err: error, requestId: requestIdOf(res) }, 'Work after a commit failed');
    });
    if (key === undefined) {
      send(res, await work.run(ctx));
      return;
    }
    const scope = { workspaceId, method: req.method, path: canonicalPath(route, req.params), key };
    await answerOnce(ctx, res, work, scope, fingerprint(req.url, rawBody));
  };
}

type WorkInput = Omit<RouteInput<unknown, unknown, unknown>, 'db' | 'afterCommit'>;

/** One call of a handler, with what it wants done after the commit. */
class Work {
  readonly route: Route;
  readonly #input: WorkInput;
  readonly #onError: (error: unknown) => void;
  readonly #afterCommit: (() => unknown)[] = [];

  constructor(route: Route, input: WorkInput, onError: (error: unknown) => void) {
    this.route = route;
    this.#input = input;
    this.#onError = onError;
  }

  handle(db: Db): Promise<AnyReply> {
    return this.route.handler({ ...this.#input, db, afterCommit: (work) => this.#afterCommit.push(work) });
  }

  async settle(): Promise<void> {
    const results = await Promise.allSettled(this.#afterCommit.map(async (work) => work()));
    for (const result of results) if (result.status === 'rejected') this.#onError(result.reason);
  }

  async run({ pool }: Context): Promise<KeptAnswer> {
    const reply = await (this.route.transaction
      ? inTransaction(pool, (db) => this.handle(db))
      : this.handle(pool));
    await this.settle();
    return toAnswer(reply.complete ? await reply.complete() : reply);
  }
}

/** The first request with a key does the work; later ones get its answer. */
async function answerOnce(
  ctx: Context,
  res: Response,
  work: Work,
  scope: IdempotencyScope,
  bodyHash: Buffer,
): Promise<void> {
  const { keyring, pool } = ctx;
  const keep = (db: Db, reply: AnyReply) =>
    keepAnswer(db, keyring, scope, bodyHash, toAnswer(reply, work.route.keep));
  const outcome = await inTransaction(pool, async (db) => {
    const kept = await beginIdempotent(db, keyring, scope, bodyHash);
    if (kept) return { kept };
    const reply = await work.handle(db);
    await keep(db, reply);
    return { reply };
  });
  if (outcome.kept) {
    res.set('idempotent-replayed', 'true');
    send(res, outcome.kept);
    return;
  }
  await work.settle();
  if (!outcome.reply.complete) {
    send(res, toAnswer(outcome.reply));
    return;
  }
  const completed = await outcome.reply.complete();
  await keep(pool, completed);
  send(res, toAnswer(completed));
}

function send(res: Response, { status, headers, json }: KeptAnswer): void {
  res.status(status).set(headers);
  if (json !== null) res.set('content-type', 'application/json');
  res.end(json ?? undefined);
}

/** A body that has a field `workspaceId` names the workspace it acts on, as x-workspace-id does. */
function requestedWorkspace(req: Request, body: unknown): string | undefined {
  const header = req.headers['x-workspace-id'];
  const named = typeof header === 'string' && header !== '' ? header : undefined;
  const inBody =
    typeof body === 'object' && body !== null && 'workspaceId' in body ? body.workspaceId : undefined;
  if (typeof inBody !== 'string') return named;
  if (named !== undefined && named !== inBody) {
    throw new ProblemError('invalid-input', 'Header and body name two workspaces.', {
      errors: [{ pointer: '/workspaceId', detail: 'This differs from x-workspace-id.' }],
    });
  }
  return inBody;
}

/** The path as the route writes it, so that no spelling of the same path escapes its idempotency key. */
function canonicalPath(route: Route, params: Request['params']): string {
  return route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
}
