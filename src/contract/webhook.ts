import { z } from 'zod';
import { publicId, text, timestamp } from './common.js';
import { retryPolicyInput } from './retry-policy.js';
import { webhookHeaders } from './webhook-headers.js';

export const webhookStatus = z.enum(['enabled', 'paused', 'disabled']).meta({
  description: 'paused: by a person. disabled: by the system. Both hold deliveries, neither discards one.',
});
export type WebhookStatus = z.infer<typeof webhookStatus>;

const webhookUrl = text(2048).describe('Where deliveries are POSTed; https.');

const eventPatterns = z
  .array(z.string().min(1).max(200))
  .min(1)
  .max(100)
  .refine((events) => new Set(events).size === events.length, { message: 'Each event may stand once.' })
  .describe('Names of event types, `prefix.*`, or `*`.');

const description = text(1000, 0);
const timeoutMs = z.int().min(1000).max(30_000).describe('From the name look-up to the status line.');
const successStatus = z.enum(['2xx', '200']);
const rateLimitPerSecond = z.number().min(0.1).max(10_000);
const maxConcurrency = z.int().min(1).max(1000);
export const workflowStart = z
  .enum(['always', 'auto', 'on-failure'])
  .describe(
    'When a delivery gets its Temporal workflow. always: before its first attempt. on-failure: once that attempt has failed and another is due. auto: always, except for deliveries that have waited longer than a second. null: WORKFLOW_START.',
  );
export type WorkflowStart = z.infer<typeof workflowStart>;

export const createWebhookBody = z
  .strictObject({
    url: webhookUrl,
    events: eventPatterns,
    description: description.nullable().optional(),
    retryPolicy: retryPolicyInput.nullable().optional(),
    timeoutMs: timeoutMs.nullable().optional(),
    successStatus: successStatus.nullable().optional(),
    headers: webhookHeaders.nullable().optional(),
    rateLimitPerSecond: rateLimitPerSecond.nullable().optional(),
    maxConcurrency: maxConcurrency.nullable().optional(),
    workflowStart: workflowStart.nullable().optional(),
    secret: z
      .string()
      .optional()
      .describe('`whsec_` and 24–64 bytes in base64, to bring a secret along; made here when absent.'),
  })
  .meta({ id: 'CreateWebhook' });

/** Absent keeps, null clears. */
export const patchWebhookBody = createWebhookBody
  .omit({ secret: true })
  .partial()
  .meta({ id: 'PatchWebhook', description: 'An absent field keeps its value; null clears it.' });
export type PatchWebhookBody = z.infer<typeof patchWebhookBody>;

export const webhook = z
  .object({
    id: publicId('wh'),
    url: z.string(),
    events: z.array(z.string()),
    description: z.string().nullable(),
    status: webhookStatus,
    statusReason: z.string().nullable(),
    retryPolicy: retryPolicyInput.describe('The effective one, whole.'),
    timeoutMs,
    successStatus,
    headers: z.array(z.string()).describe('Names only, in lower case.'),
    rateLimitPerSecond: rateLimitPerSecond.nullable(),
    maxConcurrency,
    workflowStart: workflowStart.nullable(),
    heldDeliveries: z.int().describe('Open deliveries that wait for the webhook to be enabled.'),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Webhook' });
export type WebhookBody = z.infer<typeof webhook>;

export const webhookWarning = z.enum(['duplicate-url', 'unresolvable']);
export type WebhookWarning = z.infer<typeof webhookWarning>;

const warnings = z
  .array(webhookWarning)
  .optional()
  .describe('duplicate-url: another webhook has this URL. unresolvable: its name does not resolve yet.');

export const createdWebhook = webhook
  .extend({
    secret: z.string().describe('Verifies the signatures; also at GET /webhooks/{id}/secret.'),
    warnings,
  })
  .meta({ id: 'CreatedWebhook' });

export const updatedWebhook = webhook.extend({ warnings }).meta({ id: 'UpdatedWebhook' });

export const resumeWebhookBody = z.strictObject({
  held: z
    .enum(['send', 'discard'])
    .optional()
    .describe('What becomes of the held deliveries; send by default. discard ends them cancelled.'),
});
