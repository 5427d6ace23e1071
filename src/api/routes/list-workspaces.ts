import { z } from 'zod';
import { cursorOf, page, pageOf, pageQuery } from '../../contract/paging.js';
import { workspace } from '../../contract/workspace.js';
import { listWorkspaces } from '../../store/workspaces.js';
import { presentWorkspace } from '../present-workspace.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'listWorkspaces',
  method: 'get',
  path: '/workspaces',
  summary: 'List workspaces, newest first',
  tags: ['Workspaces'],
  role: 'admin',
  query: z.strictObject({ limit: pageQuery.limit, cursor: cursorOf(/^\d{1,17}~[A-Za-z0-9_-]{1,64}$/) }),
  responses: { 200: page(workspace) },
  handler: async ({ db, query: { limit, cursor } }) => {
    const rows = await listWorkspaces(db, limit + 1, cursor);
    return { status: 200, body: pageOf(rows, limit, (row) => row.sortKey, presentWorkspace) };
  },
});
