import type { Call, Query, Send } from '../request.js';

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Instead of the client's. */
  timeoutMs?: number | undefined;
}

/** Query parameters for times take a Date or an RFC 3339 text. */
export type Time = Date | string;

/** The answer's body of one call. */
export async function ask<Body>(
  send: Send,
  method: Call['method'],
  path: string,
  options: CallOptions = {},
  rest: { body?: unknown; query?: Query } = {},
): Promise<Body> {
  return (await send<Body>({ ...rest, ...options, method, path })).body;
}

/** An id as a path segment, so that no id can lead to another call. */
export function segment(id: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(id)) throw new TypeError('An id is made of letters, digits, _ and -');
  return id;
}
