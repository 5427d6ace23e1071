import { z } from 'zod';
import { workspaceId } from '../../contract/common.js';
import { ProblemError } from '../../errors.js';
import { deletePortalAccess } from '../../store/portal-links.js';
import { workspaceExists } from '../../store/workspaces.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'revokePortalLinks',
  method: 'delete',
  path: '/workspaces/{id}/portal-links',
  summary: "End a workspace's portal access",
  description: 'Its portal links stop working at once, and the sessions that they began end.',
  tags: ['Workspaces'],
  role: 'admin',
  audit: 'portal-link.revoked',
  params: z.object({ id: workspaceId }),
  responses: { 204: null },
  handler: async ({ db, params: { id } }) => {
    if (!(await workspaceExists(db, id))) throw new ProblemError('not-found', 'There is no such workspace.');
    await deletePortalAccess(db, id);
    return { status: 204, audited: { workspaceId: id } };
  },
});
