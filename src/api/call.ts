import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Auth } from './auth.js';

/** A request on its way to a route, whoever led it there. */
export interface Call {
  req: IncomingMessage;
  res: ServerResponse;
  /** What stands in the path's placeholders. */
  params: Readonly<Record<string, string>>;
  /** Who calls; throws a 401. */
  authenticate(): Auth | Promise<Auth>;
  /** Who calls by the key that a sign-in carries in its body. */
  authenticateSignIn(key: string): Promise<Auth>;
  /** Where it comes from, as far as TRUST_PROXY lets that be believed. */
  address(): string;
}

const operations = new WeakMap<ServerResponse, string>();

/** Which operation this is an answer of, for logs and metrics. */
export function nameOperation(res: ServerResponse, operationId: string): void {
  operations.set(res, operationId);
}

export function operationOf(res: ServerResponse): string {
  return operations.get(res) ?? 'none';
}

export function setHeaders(res: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const name in headers) res.setHeader(name, headers[name]!);
}
