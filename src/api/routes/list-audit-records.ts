import { z } from 'zod';
import { auditAction, auditActor, auditRecord } from '../../contract/audit.js';
import { timestampInput } from '../../contract/common.js';
import { page, pageOf } from '../../contract/paging.js';
import { listAuditRecords } from '../../store/list-audit-records.js';
import { filteredPageQuery, positionIn, scopeOf, sortKeyIn } from '../list-position.js';
import { presentAuditRecord } from '../present-audit-record.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'listAuditRecords',
  method: 'get',
  path: '/audit',
  summary: 'List who did what, newest first',
  description:
    'Every change and every reveal of a secret in the workspace, never a value; to an admin also those of the instance. Kept as long as deliveries are.',
  tags: ['Audit'],
  role: 'manage',
  query: z.strictObject({
    ...filteredPageQuery,
    actor: auditActor.optional(),
    action: auditAction.optional(),
    from: timestampInput.optional().describe('At or after.'),
    to: timestampInput.optional().describe('Before.'),
  }),
  responses: { 200: page(auditRecord) },
  handler: async ({ db, auth, workspaceId, query }) => {
    const { limit, cursor, ...filter } = query;
    const withInstance = auth.role === 'admin';
    const scope = scopeOf('audit', workspaceId, { ...filter, withInstance });
    const before = positionIn(scope, cursor);
    const rows = await listAuditRecords(db, { workspaceId, withInstance }, filter, {
      limit: limit + 1,
      before,
    });
    return { status: 200, body: pageOf(rows, limit, sortKeyIn(scope), presentAuditRecord) };
  },
});
