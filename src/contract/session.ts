import { z } from 'zod';
import { apiKeyRole } from './api-key.js';
import { auditActor } from './audit.js';
import { timestamp, workspaceId } from './common.js';
import { webhook } from './webhook.js';

export const signInBody = z
  .strictObject({ apiKey: z.string().min(1).max(255).describe('Any API key, ADMIN_API_KEY too.') })
  .meta({ id: 'SignIn' });

export const session = z
  .object({
    role: apiKeyRole,
    workspaceId: workspaceId
      .nullable()
      .describe('null: of the instance; `x-workspace-id` then says which workspace a call acts on.'),
    expiresAt: timestamp.describe('12 hours after the sign-in, or when its API key expires.'),
    actor: auditActor,
    webhookDefaults: webhook
      .pick({ retryPolicy: true, timeoutMs: true, successStatus: true })
      .describe('What holds for a webhook that is created without these.'),
  })
  .meta({ id: 'Session', description: 'What a browser is signed in as.' });
export type SessionBody = z.infer<typeof session>;
