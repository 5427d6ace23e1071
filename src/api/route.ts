import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { Context } from '../context.js';
import type { ProblemCode } from '../errors.js';
import type { Db } from '../store/db.js';
import type { Audited, AuditRule } from './audit.js';
import type { Auth, Role } from './auth.js';
import type { StreamRequest } from './streams.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Server-sent events: the schema of each one's data, by its name. */
export interface EventStream {
  events: Readonly<Record<string, z.ZodType>>;
}

/** Schema of the body for each 2xx status that a route answers; null: no body. */
type Responses = Readonly<Record<number, z.ZodType | EventStream | null>>;

/** `json` is sent as it is; `body` is serialised. */
type ReplyBody<S> = S extends z.ZodType
  ? { body: z.input<S> } | { json: string }
  : S extends EventStream
    ? { stream: StreamRequest }
    : { body?: undefined };

/** An answer with one of the statuses `S` that the route declares, and the body that belongs to it. */
export type Reply<R extends Responses, S extends keyof R & number = keyof R & number> = {
  status: S;
  headers?: Record<string, string>;
} & ReplyBody<R[S]>;

/** What a handler gets. */
export interface RouteInput<Params, Query, Body, Prepared = undefined> {
  ctx: Context;
  /**
   * The pool; or a transaction, where the route is audited or the request has an Idempotency-Key. Do not open a second
   * one through `ctx.pool`: its writes would not be the record's.
   */
  db: Db;
  auth: Auth;
  /** The workspace acted on: named in the body or in x-workspace-id, else the key's, else `default`. It exists. */
  workspaceId: string;
  params: Params;
  query: Query;
  body: Body;
  /** The body's exact bytes: valid UTF-8, valid JSON. */
  rawBody: Buffer;
  headers: IncomingHttpHeaders;
  /** What the route's `prepare` found out. */
  prepared: Prepared;
  /** Runs once what the handler wrote is committed, before the answer. Its failure is logged and changes nothing. */
  afterCommit(work: () => unknown): void;
}

interface RouteSpec<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  R extends Responses,
  S extends keyof R & number,
  Completed extends keyof R & number,
  Prepared,
> {
  operationId: string;
  method: Method;
  /** Below /api/v1, as OpenAPI writes it: `/webhooks/{id}`. */
  path: string;
  summary: string;
  description?: string;
  tags: readonly string[];
  /** `any`: for who is signed in, whatever the role. */
  role: Role | 'any';
  /** What does not fit is a 404 (in a PUT, which names what it makes, a 422). */
  params?: Params;
  /** A strict object; parameters that it does not know are refused. */
  query?: Query;
  /** A strict object. Where it accepts {}, a request may come without a body and without a content-type. */
  body?: Body;
  /** Where the API key stands for a call that signs in: in the body, not in a header. */
  keyIn?: (body: z.output<Body>) => string;
  /** It takes events in, and is refused while there are too many already. */
  admission?: true;
  /** Default 1 MiB. */
  maxBodyBytes?: number;
  /** Needed by every route that changes something or shows a secret: its `db` is then a transaction, which holds the record too. */
  audit?: AuditRule;
  responses: R;
  /** Problems of its own, beyond those that every route has. */
  problems?: readonly ProblemCode[];
  /** Examples for the OpenAPI document. */
  examples?: { request?: unknown; response?: unknown };
  /** What of an answer is kept for a repetition with the same Idempotency-Key; all of it by default. */
  keep?: (body: unknown) => unknown;
  /**
   * Runs before a transaction begins, for what may take seconds: no connection and no lock waits for it. It answers what
   * it found rather than throw, since a repetition with the same Idempotency-Key gets its first answer whatever is found.
   */
  prepare?: (input: { ctx: Context; body: z.output<Body> }) => Promise<Prepared>;
  handler: (input: RouteInput<z.output<Params>, z.output<Query>, z.output<Body>, Prepared>) => Promise<
    Reply<R, S> & {
      /** What the audit record says beyond the action; null: nothing was changed, so there is none. */
      audited?: Audited | null;
      /** More work after the commit; its answer is sent, and kept, in place of this one. */
      complete?: () => Promise<Reply<R, Completed>>;
    }
  >;
}

type Empty = z.ZodType<Record<string, never>>;

/** A reply whose schema is no longer known: what the dispatcher handles. */
export interface AnyReply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  json?: string;
  stream?: StreamRequest;
  audited?: Audited | null;
  complete?: () => Promise<AnyReply>;
}

export interface Route extends Omit<
  RouteSpec<z.ZodType, z.ZodType, z.ZodType, Responses, number, number, unknown>,
  'handler' | 'prepare' | 'keyIn'
> {
  keyIn?: (body: unknown) => string;
  prepare?: (input: { ctx: Context; body: unknown }) => Promise<unknown>;
  handler: (input: RouteInput<unknown, unknown, unknown, unknown>) => Promise<AnyReply>;
}

// The statuses are type parameters of their own because a literal keeps its type only where one is inferred from it.
/** Declares a route: one exported `route` in each file of src/api/routes. */
export function defineRoute<
  R extends Responses,
  S extends keyof R & number,
  Completed extends keyof R & number,
  Params extends z.ZodType = Empty,
  Query extends z.ZodType = Empty,
  Body extends z.ZodType = Empty,
  Prepared = undefined,
>(spec: RouteSpec<Params, Query, Body, R, S, Completed, Prepared>): Route {
  const { keyIn, prepare, ...rest } = spec;
  // Params, query and body were parsed with the spec's own schemas.
  type Input = RouteInput<z.output<Params>, z.output<Query>, z.output<Body>, Prepared>;
  return {
    ...rest,
    ...(keyIn && { keyIn: (body) => keyIn(body as z.output<Body>) }),
    ...(prepare && { prepare: ({ ctx, body }) => prepare({ ctx, body: body as z.output<Body> }) }),
    handler: (input) => spec.handler(input as Input),
  };
}

/** Every POST, save a sign-in: what that answers is a credential, and not kept. */
export function takesIdempotencyKey({ method, keyIn }: Route): boolean {
  return method === 'post' && keyIn === undefined;
}
