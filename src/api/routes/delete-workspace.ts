import { z } from 'zod';
import { workspaceId } from '../../contract/common.js';
import { ProblemError } from '../../errors.js';
import { markWorkspaceDeleted } from '../../store/workspaces.js';
import { DEFAULT_WORKSPACE } from '../auth.js';
import { lookupsOf } from '../lookups.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'deleteWorkspace',
  method: 'delete',
  path: '/workspaces/{id}',
  summary: 'Erase a workspace',
  description:
    'Its keys stop working (in other API processes within a tenth of a second) and nothing of it is sent from the answer on, save attempts already in flight. Its webhooks, events, deliveries and attempts are then erased for good.',
  tags: ['Workspaces'],
  role: 'admin',
  audit: 'workspace.deleted',
  params: z.object({ id: workspaceId }),
  responses: { 202: z.object({ id: workspaceId, status: z.literal('erasing') }) },
  problems: ['conflict'],
  handler: async ({ ctx, db, params: { id }, afterCommit }) => {
    if (id === DEFAULT_WORKSPACE)
      throw new ProblemError('conflict', 'The workspace `default` always exists.');
    if (!(await markWorkspaceDeleted(db, id)))
      throw new ProblemError('not-found', 'There is no such workspace.');
    afterCommit(() => lookupsOf(ctx.pool).forget());
    return { status: 202, body: { id, status: 'erasing' as const }, audited: { workspaceId: null } };
  },
});
