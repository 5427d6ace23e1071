import { z } from 'zod';
import { idParam } from './common.js';
import { webhookWarning } from './webhook.js';

export const checkUrlBody = z
  .strictObject({
    url: z.string().max(8_192).describe('Whatever was typed.'),
    webhookId: idParam('wh')
      .optional()
      .describe('The webhook that is to get this URL: it is no duplicate of its own.'),
  })
  .meta({ id: 'CheckWebhookUrl' });

export const urlVerdict = z
  .object({
    ok: z.boolean().describe('Whether a webhook may have this URL.'),
    code: z
      .string()
      .nullable()
      .describe('Why not: one of the codes in failures.md, such as `blocked-address`.'),
    detail: z.string().nullable().describe('The same in a sentence.'),
    warnings: z
      .array(webhookWarning)
      .describe('duplicate-url: another webhook has this URL. unresolvable: its name does not resolve yet.'),
  })
  .meta({ id: 'WebhookUrlVerdict', description: 'What is to be said of a URL before a webhook has it.' });
