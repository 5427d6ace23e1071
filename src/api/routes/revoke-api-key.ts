import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { ProblemError } from '../../errors.js';
import { revokeApiKey } from '../../store/api-keys.js';
import { lookupsOf } from '../lookups.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'revokeApiKey',
  method: 'delete',
  path: '/api-keys/{id}',
  summary: 'Revoke an API key',
  description: 'It stops working at once, in other API processes within a tenth of a second.',
  tags: ['API keys'],
  role: 'manage',
  audit: 'api-key.revoked',
  params: z.object({ id: idParam('key') }),
  responses: { 204: null },
  handler: async ({ ctx, db, auth, workspaceId, params, afterCommit }) => {
    const scope = { workspaceId, withInstance: auth.role === 'admin' };
    const revoked = await revokeApiKey(db, scope, params.id);
    if (!revoked) throw new ProblemError('not-found', 'There is no such API key.');
    afterCommit(() => lookupsOf(ctx.pool).forget());
    return { status: 204, audited: revoked };
  },
});
