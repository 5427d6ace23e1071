import { z } from 'zod';

// The pieces that several event types share. Objects are open: fields that are not named here pass through. Enumerations
// are open too: the values named are those known today, so they stand in the description and any string is accepted.

export const time = z.string().meta({ format: 'date-time', description: 'RFC 3339.' });

const known = (...values: string[]) => `Known values: ${values.join(', ')}.`;

const messageDocument = z.looseObject({
  id: z.string().optional(),
  filename: z.string().optional(),
  mimeType: z.string().optional(),
  size: z.number().optional().describe('Bytes.'),
});

const message = z.looseObject({
  id: z.string().optional(),
  body: z.string().nullish(),
  channel: z.string().optional(),
  subject: z.string().nullish(),
  direction: z.string().optional(),
  documents: z.array(messageDocument).optional(),
});

export const actionLog = {
  id: z.string().meta({ format: 'uuid' }),
  type: z
    .string()
    .describe(
      known(
        'SYSTEM_NOTE',
        'MESSAGE',
        'FOLLOW_UP_MESSAGE',
        'TOOL_CALL',
        'DOCUMENT_UPLOAD',
        'MANUAL_UPDATE',
        'PORTAL_UPDATE',
        'PORTAL_SUBMISSION',
      ),
    ),
  leadId: z.string(),
  summary: z.string().optional(),
  input: z.looseObject({}).optional().describe('Varies by type.'),
  output: z.looseObject({}).nullish(),
  messages: z.array(message).optional().describe('When the type is MESSAGE or FOLLOW_UP_MESSAGE.'),
  completedAt: time.optional(),
};

export const contact = {
  firstName: z.string().nullish(),
  middleName: z.string().nullish(),
  lastName: z.string().nullish(),
  phoneNumber: z.string().nullish().describe('E.164.'),
  email: z.string().nullish(),
  businessName: z.string().nullish(),
  website: z.string().nullish(),
};

export const leadSource = z
  .string()
  .nullish()
  .describe(
    known(
      'inbound-email',
      'inbound-sms',
      'inbound-whatsapp',
      'admin-email',
      'portal',
      'api',
      'http',
      'salesforce',
    ),
  );

const validationResult = z.looseObject({
  documentId: z.string().optional(),
  overallValid: z.boolean().optional(),
  otherNotes: z.string().nullish(),
  validationResults: z
    .array(z.looseObject({ isValid: z.boolean().optional(), ruleName: z.string().optional() }))
    .optional(),
});

const checklistDocument = z.looseObject({
  documentId: z.string().optional(),
  externalId: z.string().nullish(),
  filename: z.string().optional(),
  mimeType: z.string().optional(),
  size: z.number().optional().describe('Bytes.'),
  validationResult: validationResult.nullish(),
});

export const checklistItems = z.array(
  z.looseObject({
    checklistItemId: z.string().optional(),
    checklistItemCode: z.string().optional(),
    value: z
      .union([z.string(), z.number(), z.looseObject({})])
      .nullish()
      .describe('A text, a number, or an address {street, city, state, postalCode, country}.'),
    alternateValues: z.array(z.unknown()).optional(),
    status: z
      .string()
      .optional()
      .describe(known('TODO', 'COMPLETED', 'INVALID', 'SKIPPED', 'NEEDS_REVIEW')),
    updatedAt: time.optional(),
    documents: z.array(checklistDocument).optional().describe('Of file fields.'),
  }),
);

export const classification = z.looseObject({
  noMatchedItemReason: z.string().nullish(),
  matchedChecklistItems: z
    .array(
      z.looseObject({
        checklistItemCode: z.string().optional(),
        fieldType: z.string().optional(),
        label: z.string().optional(),
        leadChecklistItemId: z.string().optional(),
        validation: z
          .looseObject({ reasons: z.array(z.string()).optional(), status: z.string().optional() })
          .nullish(),
      }),
    )
    .optional(),
});

export const extractionResult = z.looseObject({
  items: z
    .array(
      z.looseObject({
        label: z.string().optional(),
        value: z.unknown().optional(),
        leadChecklistItemId: z.string().optional(),
      }),
    )
    .optional()
    .describe('Empty when a matched item is invalid: extraction is then skipped.'),
  extractedCount: z.number().optional(),
});
