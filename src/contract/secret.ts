import { z } from 'zod';
import { timestamp } from './common.js';

const signing = z.enum(['hmac', 'ed25519']);

/** How many secrets of a webhook may sign at once. */
export const MAX_LIVE_SECRETS = 5;

const dates = {
  createdAt: timestamp,
  expiresAt: timestamp
    .nullable()
    .describe('null: the current one. Else it signs beside the newer ones until then.'),
};

export const secret = z
  .union([
    z.object({ secret: z.string().describe('`whsec_…`'), signing: z.literal('hmac'), ...dates }),
    z.object({ publicKey: z.string().describe('`whpk_…`'), signing: z.literal('ed25519'), ...dates }),
  ])
  .meta({ id: 'Secret' });
export type SecretBody = z.infer<typeof secret>;

export const secretList = z
  .object({ secrets: z.array(secret).describe('Newest first; all of them sign.') })
  .meta({ id: 'Secrets' });

export const rotateSecretBody = z
  .strictObject({
    secret: z.string().optional().describe('`whsec_` and 24–64 bytes in base64; made here when absent.'),
    signing: signing
      .optional()
      .describe(
        'The kind of the replaced one by default. ed25519: the public key is shown, the private key never.',
      ),
    graceSeconds: z
      .int()
      .min(0)
      .max(604_800)
      .optional()
      .describe('How long the replaced secret goes on signing; 86400 by default.'),
  })
  .refine((body) => body.secret === undefined || body.signing !== 'ed25519', {
    path: ['secret'],
    message: 'A secret can only be given for hmac; ed25519 keys are made here.',
  })
  .meta({ id: 'RotateSecret' });
