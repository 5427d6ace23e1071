import { z } from 'zod';
import { timestamp } from './common.js';

export const createPortalLinkBody = z
  .strictObject({
    role: z
      .enum(['manage', 'read'])
      .describe(
        'What its session may do in the workspace. manage: all, save making API keys. read: no secrets.',
      ),
    expiresInSeconds: z
      .int()
      .min(1)
      .max(604_800)
      .prefault(3_600)
      .describe(
        'How long it can be opened; an hour by default, a week at most. The session then lasts 12 hours.',
      ),
  })
  .meta({ id: 'CreatePortalLink' });

export const portalLink = z
  .object({
    url: z
      .string()
      .describe(
        'Opens the page, once. Whoever has it is let in: send it to one person, or put it into a frame.',
      ),
    expiresAt: timestamp,
  })
  .meta({ id: 'PortalLink' });
