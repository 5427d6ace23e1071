import { z } from 'zod';
import { externalId, isStorable, publicId, timestamp, timestampInput, workspaceId } from './common.js';
import { attempt, deliveryRow } from './delivery.js';
import { problem } from './problem.js';

/** The largest event, as one request or as one item of a batch, in bytes of JSON. */
export const MAX_EVENT_BYTES = 256 * 1024;
export const MAX_BATCH_BYTES = 5 * 1024 * 1024;
const MAX_BATCH_EVENTS = 500;

// Without control characters and line separators. As code points rather than as \p{…}: the pattern stands in the OpenAPI
// document, and not every reader of that knows Unicode's classes.
// oxlint-disable-next-line no-control-regex -- to refuse them
const PRINTABLE = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]{1,255}$/u;

const notPrintable = { message: 'Expected 1 to 255 printable characters.' };
export const subject = z
  .string()
  .regex(PRINTABLE, { ...notPrintable, abort: true })
  .refine(isStorable, notPrintable);

export const emitEventBody = z
  .strictObject({
    event: z.string().describe('The name of an event type.'),
    data: z
      .looseObject({})
      .describe("As the event type's schema says; unknown fields pass through untouched."),
    timestamp: timestampInput.optional().describe('When it occurred; now by default.'),
    externalId: externalId
      .optional()
      .describe("The producer's own id: the same again answers as the first did, with another body 409."),
    subject: subject.optional().describe('What the event is about; `data.leadId` by default.'),
    workspaceId: workspaceId
      .optional()
      .describe('Required with an emit key of the instance, unless x-workspace-id names it.'),
  })
  .meta({ id: 'EmitEvent' });
export type EmitEventBody = z.infer<typeof emitEventBody>;

export const emitBatchBody = z
  .strictObject({
    // Each item is judged on its own, so that a bad one never blocks the others.
    events: z
      .array(z.unknown().meta({ $ref: '#/components/schemas/EmitEvent' }))
      .min(1)
      .max(MAX_BATCH_EVENTS),
  })
  .meta({ id: 'EmitBatch' });

const eventFields = {
  id: publicId('evt'),
  externalId: z.string().nullable(),
  event: z.string(),
  subject: z.string().nullable(),
  timestamp,
  workspaceId,
  test: z.boolean(),
};

export const acceptedEvent = z
  .object({
    id: publicId('evt'),
    event: z.string(),
    timestamp,
    workspaceId,
    deliveries: z.int().describe('How many webhooks take it.'),
  })
  .meta({ id: 'AcceptedEvent' });
export type AcceptedEventBody = z.infer<typeof acceptedEvent>;

export const validEvent = z
  .object({ valid: z.literal(true), deliveries: z.int() })
  .meta({ id: 'ValidEvent' });

export const eventRow = z
  .object({ ...eventFields, deliveries: z.int().describe('How many.') })
  .meta({ id: 'EventRow' });

export const event = z
  .object({
    ...eventFields,
    data: z.looseObject({}).nullable().describe('As it was sent; null once erased.'),
    deliveries: z.array(deliveryRow),
  })
  .meta({ id: 'Event' });

export const eventPayload = z
  .object({
    id: publicId('evt'),
    event: z.string(),
    timestamp,
    workspaceId,
    data: z.looseObject({}).describe('As it was sent.'),
    test: z.literal(true).optional(),
  })
  .meta({ id: 'EventPayload', description: 'What receivers get as body.' });

export const testSendBody = z
  .strictObject({
    event: z.string().optional().describe('webhook.test by default.'),
    data: z.looseObject({}).optional().describe("The type's example by default."),
    wait: z.boolean().optional().describe('Answer when the attempt has been made, with it.'),
  })
  .meta({ id: 'TestSend' });

export const testSend = z
  .object({ eventId: publicId('evt'), deliveryId: publicId('dlv') })
  .meta({ id: 'AcceptedTestSend' });

export const testSendResult = testSend.extend({ attempt }).meta({ id: 'TestSendResult' });

export const batchResult = z
  .object({
    data: z
      .array(
        z.union([
          z.object({ status: z.literal(202), id: publicId('evt'), deliveries: z.int() }),
          z.object({ status: z.int(), problem }),
        ]),
      )
      .describe('In the order given.'),
  })
  .meta({ id: 'BatchResult' });
