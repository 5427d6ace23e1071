import { z } from 'zod';
import { name, publicId, timestamp, timestampInput, workspaceId } from './common.js';

export const apiKeyRole = z.enum(['admin', 'manage', 'emit', 'read']).meta({
  description:
    'admin: the whole instance. manage: all of one workspace. emit: POST /events only, for one workspace or the instance. read: one workspace, without secrets.',
});

export const createApiKeyBody = z
  .strictObject({
    name,
    role: apiKeyRole,
    workspaceId: workspaceId
      .optional()
      .describe('Without it an emit key is of the instance, a manage or read key of the acting workspace.'),
    expiresAt: timestampInput.optional().describe('When it stops working; never by default.'),
  })
  .refine((body) => body.role !== 'admin' || body.workspaceId === undefined, {
    path: ['workspaceId'],
    message: 'An admin key is of the instance.',
  })
  .refine((body) => body.expiresAt === undefined || body.expiresAt.getTime() > Date.now(), {
    path: ['expiresAt'],
    message: 'This is in the past.',
  })
  .meta({ id: 'CreateApiKey' });

export const apiKey = z
  .object({
    id: publicId('key'),
    name: z.string(),
    role: apiKeyRole,
    workspaceId: workspaceId.nullable().describe('null: a key of the instance.'),
    createdAt: timestamp,
    expiresAt: timestamp.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyBody = z.infer<typeof apiKey>;

export const createdApiKey = apiKey
  .extend({
    key: z
      .string()
      .optional()
      .describe('Shown this once; absent in the repetition of an answer (idempotent-replayed).'),
  })
  .meta({ id: 'CreatedApiKey' });
