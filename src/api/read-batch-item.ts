import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from '../context.js';
import { emitEventBody, MAX_EVENT_BYTES } from '../contract/event.js';
import type { Problem } from '../contract/problem.js';
import { ProblemError } from '../errors.js';
import type { NewEvent } from '../store/accept-events.js';
import type { Db } from '../store/db.js';
import { actingWorkspace, type Auth } from './auth.js';
import { checkWorkspaceNamed, workspaceHeader } from './emitting-workspace.js';
import { parseInput } from './field-errors.js';
import { readEvent } from './new-event.js';
import { problemBody } from './problem.js';

export interface Refusal {
  status: number;
  problem: Problem;
}

interface Emitter {
  ctx: Context;
  db: Db;
  auth: Auth;
  headers: IncomingHttpHeaders;
}

/** Reads the items of one batch; `json` is the text that the item was parsed from. */
export function batchReader({ ctx, db, auth, headers }: Emitter) {
  // A batch rarely names more than one workspace: each is looked up once.
  const workspaces = new Map<string | undefined, string | Promise<string>>();
  const findWorkspace = (requested: string | undefined): string | Promise<string> => {
    const known = workspaces.get(requested) ?? actingWorkspace(ctx.pool, auth, requested, db);
    workspaces.set(requested, known);
    return known;
  };
  return async (item: unknown, json: string): Promise<{ event: NewEvent } | Refusal> => {
    try {
      if (Buffer.byteLength(json, 'utf8') > MAX_EVENT_BYTES) {
        throw new ProblemError('too-large', 'An event may have at most 256 KiB.');
      }
      const body = parseInput(emitEventBody, item, 'The event is not acceptable.');
      checkWorkspaceNamed(auth, headers, body.workspaceId);
      const workspaceId = await findWorkspace(body.workspaceId ?? workspaceHeader(headers));
      return { event: readEvent(ctx.eventTypes, body, json, workspaceId) };
    } catch (error) {
      return refusal(error);
    }
  };
}

/** What stands in a bad item's place. Anything but a problem of the item itself is thrown on. */
export function refusal(error: unknown): Refusal {
  if (!(error instanceof ProblemError)) throw error;
  return { status: error.status, problem: problemBody(error) };
}
