import { z } from 'zod';
import { apiKey } from '../../contract/api-key.js';
import { page, pageOf, pageQuery } from '../../contract/paging.js';
import { listApiKeys } from '../../store/api-keys.js';
import { presentApiKey } from '../present-api-key.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'listApiKeys',
  method: 'get',
  path: '/api-keys',
  summary: 'List API keys, newest first',
  description: 'Those of the workspace; to an admin also those of the instance. Revoked ones are left out.',
  tags: ['API keys'],
  role: 'manage',
  query: z.strictObject(pageQuery),
  responses: { 200: page(apiKey) },
  handler: async ({ db, auth, workspaceId, query: { limit, cursor } }) => {
    const rows = await listApiKeys(
      db,
      { workspaceId, withInstance: auth.role === 'admin' },
      limit + 1,
      cursor,
    );
    return { status: 200, body: pageOf(rows, limit, (row) => row.id, presentApiKey) };
  },
});
