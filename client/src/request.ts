import { NetworkError } from './errors/network-error.js';
import { ProblemResponseError, type Problem } from './errors/problem-response-error.js';
import { TimeoutError } from './errors/timeout-error.js';
import { UnexpectedResponseError } from './errors/unexpected-response-error.js';
import type { Settings } from './options.js';
import { retryAfterMs } from './retry-after.js';
import { withRetries } from './with-retries.js';

export type Query = { readonly [name: string]: string | number | boolean | Date | undefined };

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under /api/v1. */
  path: string;
  query?: Query | undefined;
  /** JSON text, or a value to be made such. */
  body?: unknown;
  json?: string;
  signal?: AbortSignal | undefined;
  /** Default: the client's. */
  timeoutMs?: number | undefined;
}

export interface Answer<Body> {
  body: Body;
  /** The body as it came: parsed, large numbers change. */
  text: string;
  /** The first answer to this Idempotency-Key, again. */
  replayed: boolean;
}

/** Makes one call, repeated while that is safe and useful. */
export type Send = <Body>(call: Call) => Promise<Answer<Body>>;

export function createSend(settings: Settings): Send {
  return async <Body>(call: Call) => {
    const json = call.json ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    const headers: Record<string, string> = {};
    if (settings.apiKey !== null) headers['authorization'] = `Bearer ${settings.apiKey}`;
    if (json !== undefined) headers['content-type'] = 'application/json';
    if (settings.workspaceId !== undefined) headers['x-workspace-id'] = settings.workspaceId;
    // One for all tries: whichever arrives first, the others get its answer.
    if (call.method === 'POST') headers['idempotency-key'] = crypto.randomUUID();
    return withRetries(settings.retry, call.signal, () => sendOnce<Body>(settings, call, headers, json));
  };
}

async function sendOnce<Body>(
  settings: Settings,
  { method, path, query, signal, timeoutMs = settings.timeoutMs }: Call,
  headers: Record<string, string>,
  json: string | undefined,
): Promise<Answer<Body>> {
  // Called by itself: a native fetch refuses another `this`.
  const { fetch } = settings;
  const name = `${method} ${path}`;
  const url = new URL(`${settings.baseUrl}/api/v1${path}${queryString(query)}`);
  // Not AbortSignal.any and .timeout: on Node 20 such a pair can be collected before it fires.
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: json ?? null,
      // A followed 301 would turn a POST into a GET, and hand the key to another host.
      redirect: 'manual',
      signal: controller.signal,
    });
    return readAnswer<Body>(name, url.origin, response, await response.text());
  } catch (error) {
    if (error instanceof ProblemResponseError || error instanceof UnexpectedResponseError) throw error;
    if (signal?.aborted) throw signal.reason;
    throw timedOut
      ? new TimeoutError(name, url.origin, timeoutMs)
      : new NetworkError(name, url.origin, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function readAnswer<Body>(name: string, origin: string, response: Response, text: string): Answer<Body> {
  const body = parse(text);
  if (response.status >= 400) {
    const problem: Problem = isProblem(body)
      ? { ...body, status: response.status }
      : { status: response.status, code: 'http-status', title: response.statusText || 'no reason given' };
    throw new ProblemResponseError(name, problem, retryAfterMs(response.headers.get('retry-after')));
  }
  if (!response.ok || (text !== '' && body === undefined)) {
    throw new UnexpectedResponseError(name, origin, response.status);
  }
  return { body: body as Body, text, replayed: response.headers.get('idempotent-replayed') === 'true' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body;
}

function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined)
      parameters.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  const text = parameters.toString();
  return text && `?${text}`;
}
