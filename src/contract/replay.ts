import { z } from 'zod';
import { publicId, timestamp, timestampInput } from './common.js';

const include = z
  .enum(['failed', 'missing', 'all'])
  .describe(
    'failed: deliveries that failed, each in a new run. missing: events that the webhook takes and has no delivery of. all: both, and what was delivered again.',
  );
export type ReplayInclude = z.infer<typeof include>;

export const replayBody = z
  .strictObject({
    since: timestampInput.describe("Of the event's time, at or after."),
    until: timestampInput.optional().describe("Of the event's time, before; by default now."),
    include: include.optional().describe('`failed` by default.'),
    eventTypes: z.array(z.string()).min(1).max(100).optional().describe('Only events of these types.'),
    dryRun: z.boolean().optional().describe('Only count, and send nothing.'),
  })
  .meta({ id: 'StartReplay' });

export const replayCount = z.object({ count: z.int() }).meta({ id: 'ReplayCount' });

export const replay = z
  .object({
    id: publicId('rpl'),
    webhookId: publicId('wh'),
    include,
    since: timestamp,
    until: timestamp,
    eventTypes: z.array(z.string()).nullable(),
    status: z.enum(['running', 'completed', 'cancelled']),
    reason: z.string().nullable().describe('Why it was cancelled.'),
    total: z.int().describe('How many deliveries it was about when it started.'),
    sent: z
      .int()
      .describe('How many of them are queued so far; each is a delivery like any other from then on.'),
    createdAt: timestamp,
    finishedAt: timestamp.nullable(),
  })
  .meta({ id: 'Replay' });
export type ReplayBody = z.infer<typeof replay>;

/** What a step of a replay's workflow came to: `wait` while enough of the webhook waits in the queue already. */
export type ReplayStep = 'more' | 'wait' | 'completed' | 'cancelled';
