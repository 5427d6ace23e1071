import { z } from 'zod';
import { workspaceId } from '../../contract/common.js';
import { workspace } from '../../contract/workspace.js';
import { ProblemError } from '../../errors.js';
import { findWorkspace } from '../../store/workspaces.js';
import { presentWorkspace } from '../present-workspace.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'getWorkspace',
  method: 'get',
  path: '/workspaces/{id}',
  summary: 'Get a workspace',
  tags: ['Workspaces'],
  role: 'admin',
  params: z.object({ id: workspaceId }),
  responses: { 200: workspace },
  handler: async ({ db, params }) => {
    const found = await findWorkspace(db, params.id);
    if (!found) throw new ProblemError('not-found', 'There is no such workspace.');
    return { status: 200, body: presentWorkspace(found) };
  },
});
