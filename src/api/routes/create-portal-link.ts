import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { workspaceId } from '../../contract/common.js';
import { createPortalLinkBody, portalLink } from '../../contract/portal-link.js';
import { ProblemError } from '../../errors.js';
import { insertPortalLink } from '../../store/portal-links.js';
import { workspaceExists } from '../../store/workspaces.js';
import { hashOf } from '../auth.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'createPortalLink',
  method: 'post',
  path: '/workspaces/{id}/portal-links',
  summary: 'Make a portal link',
  description:
    'A URL that opens the page for a tenant: once, for this workspace alone. Its owner needs no API key.',
  tags: ['Workspaces'],
  role: 'admin',
  audit: 'portal-link.created',
  params: z.object({ id: workspaceId }),
  body: createPortalLinkBody,
  responses: { 201: portalLink },
  examples: { request: { role: 'manage', expiresInSeconds: 600 } },
  handler: async ({ ctx, db, params, body }) => {
    if (!(await workspaceExists(db, params.id)))
      throw new ProblemError('not-found', 'There is no such workspace.');
    const token = randomBytes(32).toString('base64url');
    const { expiresAt } = await insertPortalLink(db, {
      ...body,
      hash: hashOf(token),
      workspaceId: params.id,
    });
    return {
      status: 201,
      body: { url: `${ctx.config.publicUrl}/portal/${token}`, expiresAt: expiresAt.toISOString() },
      audited: { workspaceId: params.id },
    };
  },
});
