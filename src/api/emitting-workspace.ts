import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../errors.js';
import type { Auth } from './auth.js';

/**
 * A workspace named by x-workspace-id, if any. Empty is not absent: it is a variable that was not set somewhere, and
 * must not end up in `default`.
 */
export function workspaceHeader(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['x-workspace-id'];
  return typeof header === 'string' ? header : undefined;
}

/** A producer with an emit key of the instance serves many workspaces, so it must say which one it means. */
export function checkWorkspaceNamed(
  auth: Auth,
  headers: IncomingHttpHeaders,
  inBody: string | undefined,
): void {
  if (auth.role !== 'emit' || auth.workspaceId !== null) return;
  if (inBody !== undefined || workspaceHeader(headers) !== undefined) return;
  throw new ProblemError('invalid-input', 'The event is not acceptable.', {
    errors: [{ pointer: '/workspaceId', detail: 'An emit key of the instance must name the workspace.' }],
  });
}
