import { z } from 'zod';
import { workspaceId } from '../../contract/common.js';
import { putWorkspaceBody, workspace } from '../../contract/workspace.js';
import { ProblemError } from '../../errors.js';
import { putWorkspace } from '../../store/workspaces.js';
import { presentWorkspace } from '../present-workspace.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'putWorkspace',
  method: 'put',
  path: '/workspaces/{id}',
  summary: 'Create or rename a workspace',
  tags: ['Workspaces'],
  role: 'admin',
  audit: 'workspace.updated',
  params: z.object({ id: workspaceId }),
  body: putWorkspaceBody,
  responses: { 200: workspace, 201: workspace },
  problems: ['conflict'],
  handler: async ({ db, params, body }) => {
    const put = await putWorkspace(db, params.id, body.name);
    if (!put) throw new ProblemError('conflict', 'A workspace with this id is still being erased.');
    return {
      status: put.isNew ? 201 : 200,
      body: presentWorkspace(put.workspace),
      audited: put.isNew
        ? { action: 'workspace.created', workspaceId: null }
        : { changes: ['name'], workspaceId: null },
    };
  },
});
