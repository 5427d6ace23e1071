import { z } from 'zod';
import { publicId, timestamp, workspaceId } from './common.js';

/** What a route may declare that it does. */
export const AUDIT_ACTIONS = [
  'webhook.created',
  'webhook.updated',
  'webhook.deleted',
  'webhook.paused',
  'webhook.resumed',
  'webhook.enabled',
  'webhook.tested',
  'secret.revealed',
  'secret.rotated',
  'replay.started',
  'replay.cancelled',
  'delivery.retried',
  'delivery.cancelled',
  'payload.erased',
  'api-key.created',
  'api-key.revoked',
  'workspace.created',
  'workspace.updated',
  'workspace.deleted',
  'session.created',
  'portal-link.created',
  'portal-link.revoked',
] as const;

export const auditAction = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof auditAction>;

/** Whom a record names: an API key, the instance's own admin key, or who came by a portal link. */
export const auditActor = z
  .string()
  .regex(
    /^(admin|portal|key_[0-7][0-9A-HJKMNP-TV-Z]{25})$/,
    'Expected the id of an API key, admin, or portal.',
  )
  .meta({
    description:
      "The id of an API key; `admin` is the instance's own ADMIN_API_KEY, `portal` who came by a portal link.",
  });

export const auditRecord = z
  .object({
    id: publicId('aud'),
    at: timestamp,
    actor: auditActor,
    action: auditAction,
    workspaceId: workspaceId.nullable().describe('null: it concerns the instance.'),
    targets: z.array(z.string()).describe('Ids of what was changed or revealed.'),
    changes: z.array(z.string()).describe('Names of the fields that were set; never their values.'),
  })
  .meta({ id: 'AuditRecord', description: 'Who did what, and when.' });
export type AuditRecordBody = z.infer<typeof auditRecord>;
