import { z } from 'zod';
import { publicId, timestamp } from './common.js';

export const deliveryStatus = z
  .enum(['queued', 'sending', 'retrying', 'held', 'delivered', 'failed', 'cancelled'])
  .meta({
    description:
      'The first that fits: finished → its result; an attempt in flight → sending; webhook not enabled (and no test) → held; ' +
      'charged attempts and a due time → retrying; else queued.',
  });
export type DeliveryStatus = z.infer<typeof deliveryStatus>;

const deliveryFields = {
  id: publicId('dlv'),
  eventId: publicId('evt'),
  event: z.string(),
  subject: z.string().nullable(),
  webhookId: publicId('wh'),
  status: deliveryStatus,
  reason: z.string().nullable().describe('Why it ended, where the status alone does not tell.'),
  run: z.int().describe('1, and one more with each retry or replay of the finished delivery.'),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
  attemptCount: z.int().describe('Attempts used up in this run.'),
  maximumAttempts: z.int(),
  nextAttemptAt: timestamp.nullable().describe('Only while retrying.'),
};

export const deliveryRow = z
  .object({
    ...deliveryFields,
    lastAttempt: z
      .object({
        responseStatus: z.int().nullable(),
        errorCode: z.string().nullable(),
        durationMs: z.int().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'DeliveryRow' });
export type DeliveryRowBody = z.infer<typeof deliveryRow>;

const phaseMs = z.int().nullable();

export const attemptPhases = z.object({
  lookupMs: phaseMs.describe('Looking the name up; null: the URL has an address, or a proxy did it.'),
  connectMs: phaseMs,
  tlsMs: phaseMs.describe('null: http.'),
  waitMs: z.int().describe('From the request until the status line, or until the attempt ended without one.'),
});
export type AttemptPhases = z.infer<typeof attemptPhases>;

export const attempt = z
  .object({
    id: publicId('att'),
    number: z
      .int()
      .describe('Within its run. An attempt of unknown outcome has the number it would have had.'),
    run: z.int(),
    trigger: z.enum(['schedule', 'manual', 'replay', 'test']),
    startedAt: timestamp,
    durationMs: z.int().nullable(),
    phases: attemptPhases
      .nullable()
      .describe(
        'Where its time went. null: nothing was sent. On a connection kept from before, all but `waitMs` are null.',
      ),
    url: z.string().describe('Its query part is masked for the role read.'),
    responseStatus: z.int().nullable(),
    error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
    requestHeaders: z.record(z.string(), z.string()),
    responseHeaders: z.record(z.string(), z.string()),
    responseBody: z.string().nullable(),
    responseTruncated: z.boolean(),
  })
  .meta({ id: 'Attempt' });
export type AttemptBody = z.infer<typeof attempt>;

export const workflow = z
  .object({
    id: z.string(),
    runId: z.string().nullable(),
    status: z.string().nullable().describe('RUNNING, COMPLETED, FAILED, CANCELED …: as Temporal says.'),
    url: z.string().nullable().describe('In the Temporal UI.'),
    unavailable: z
      .enum(['temporal', 'not-started', 'not-needed', 'expired', 'lost'])
      .nullable()
      .describe(
        'temporal: no answer within 1 s. not-started: it has none yet. not-needed: it ended with its first attempt, which was made without one. expired: finished, past retention. lost: open, yet unknown to Temporal.',
      ),
    pendingActivity: z
      .object({
        attempt: z.int(),
        maximumAttempts: z.int().nullable(),
        state: z.string(),
        lastFailure: z.string().nullable(),
        nextAttemptAt: timestamp.nullable(),
      })
      .nullable(),
  })
  .meta({
    id: 'DeliveryWorkflow',
    description: "Temporal's own answer about the delivery's newest workflow execution.",
  });

export const delivery = z
  .object({
    ...deliveryFields,
    attempts: z.array(attempt).describe('Of one run, oldest first.'),
    workflow,
  })
  .meta({ id: 'Delivery' });
