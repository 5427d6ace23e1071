import { z } from 'zod';
import {
  actionLog,
  checklistItems,
  classification,
  contact,
  extractionResult,
  leadSource,
  time,
} from './event-data.js';
import { type EventTypeDefinition, EventTypeRegistry, readEventTypesFile } from './event-type-registry.js';
import { toJsonSchema } from './json-schema.js';
import { OPERATIONAL_EVENT_TYPES } from './operational-event-types.js';

export type { EventType, EventTypeRegistry } from './event-type-registry.js';

/** What a test send carries where it names no type. No webhook can subscribe to it. */
export const TEST_EVENT_TYPE = 'webhook.test';

interface Entry {
  group: string;
  description: string;
  /** Of `data`. */
  schema: z.ZodType;
  example: Record<string, unknown>;
}

const leadId = z.string();
const externalId = z.string().nullish();

/** The registry: an entry here is all that an event type needs. */
const EVENT_TYPES = {
  'action_log.completed': {
    group: 'Action Log',
    description: 'An action (message, tool call, follow-up …) completed.',
    schema: z.looseObject({ ...actionLog, status: z.string().describe('COMPLETED') }),
    example: {
      id: '59ac65a5-33fe-43a6-924b-134c582a285e',
      type: 'MESSAGE',
      status: 'COMPLETED',
      leadId: '4cc8af99-b313-4c1f-b98b-009f38a4721a',
      summary: 'Incoming email: docs',
      input: { channel: 'EMAIL', direction: 'INBOUND', metadata: {} },
      output: null,
      messages: [
        {
          id: '2421bef7-95bc-4546-92a3-c7e5600fbb6a',
          body: '<div dir="ltr"><br></div>\n',
          channel: 'EMAIL',
          subject: 'docs',
          direction: 'INBOUND',
          documents: [
            {
              id: '2421bef7-95bc-4546-92a3-c7e5600fbb6a',
              filename: 'docs.pdf',
              mimeType: 'application/pdf',
              size: 1000,
            },
          ],
        },
      ],
      completedAt: '2025-10-30T20:07:17.553Z',
    },
  },
  'action_log.failed': {
    group: 'Action Log',
    description: 'An action failed.',
    schema: z.looseObject({
      ...actionLog,
      status: z.string().describe('FAILED'),
      agentId: z.string(),
      error: z.string().optional().describe('The reason.'),
      tool: z
        .looseObject({ id: z.string().optional(), name: z.string().optional() })
        .nullish()
        .describe('When the action was a tool call.'),
    }),
    example: {
      id: '8f2b3f2a-9a3e-4f02-9f0d-1a2b3c4d5e6f',
      type: 'TOOL_CALL',
      status: 'FAILED',
      summary: 'Deep research failed',
      input: { toolType: 'deep_research', query: 'market analysis for ACME' },
      output: null,
      error: 'Upstream provider timeout after 5s',
      completedAt: '2025-10-30T21:12:44.987Z',
      leadId: '4cc8af99-b313-4c1f-b98b-009f38a4721a',
      agentId: 'c12d3456-7890-4abc-def1-234567890abc',
      tool: { id: 'tool_123', name: 'deep_research' },
      messages: [],
    },
  },
  'document.received': {
    group: 'Document',
    description: 'A document arrived (e-mail, SMS, portal, API).',
    schema: z.looseObject({
      id: z.string(),
      externalId: externalId.describe("The caller's own id."),
      filename: z.string(),
      leadId,
      externalLeadId: externalId,
      signedUrl: z.string().meta({
        format: 'uri',
        description: 'Expires 1 hour after it was made: a later retry or replay carries a dead link.',
      }),
      size: z.number().optional().describe('Bytes.'),
      mimeType: z.string().optional(),
      messageId: z.string().nullish(),
      metadata: z.looseObject({}).nullish(),
      createdAt: time.optional(),
    }),
    example: {
      id: 'a80e6241-327f-419d-bae1-a4806d1a7641',
      size: 153143,
      leadId: '50713355-df73-4077-9d84-dcda6da5729c',
      filename: 'vital-checking-june-25.pdf',
      metadata: null,
      mimeType: 'application/pdf',
      createdAt: '2025-10-31T19:00:01.675Z',
      messageId: '1ae4c028-ae4d-4e6d-aebd-cde96fdd8b3f',
      signedUrl: 'https://files.example.com/vital-checking-june-25.pdf?signature=abc',
    },
  },
  'document.extracted': {
    group: 'Document',
    description: 'The pipeline finished with a document.',
    schema: z.looseObject({
      leadId,
      documentId: z.string(),
      externalLeadId: externalId,
      externalId,
      status: z.string().describe('completed or failed; completed also when a matched item is invalid.'),
      parentActionId: z.string().optional().describe('The action that started the pipeline.'),
      summary: z.string().nullish().describe('One or two sentences.'),
      type: z.string().nullish().describe('For example Bank Statement, Tax Return.'),
      classification,
      extractionResult,
    }),
    example: {
      leadId: '910bb19a-2e9d-400f-8d15-9c461bb0f4aa',
      externalLeadId: 'SF-00142',
      status: 'completed',
      documentId: 'ac52376a-fe68-4024-8b16-6acdcb9b3530',
      externalId: 'DOC-2025-002',
      parentActionId: '9d7fe2f3-ec1a-481c-b814-a0d1c8017e1f',
      summary: 'Monthly business checking statement.',
      type: 'Bank Statement',
      classification: {
        noMatchedItemReason: null,
        matchedChecklistItems: [
          {
            checklistItemCode: 'bank-statement',
            fieldType: 'BANK_STATEMENT',
            label: 'Recent bank statement',
            leadChecklistItemId: '5e6f7a8b-9c0d-4e1f-a2b3-c4d5e6f7a8b9',
            validation: null,
          },
        ],
      },
      extractionResult: {
        items: [
          {
            label: 'Company Name',
            value: 'Acme Technology Inc.',
            leadChecklistItemId: 'adc887d0-7238-4ce0-998d-523a22c282f4',
          },
          {
            label: 'Company Address',
            value: '188 King St, San Francisco, CA, 94105',
            leadChecklistItemId: '9930b10a-379d-4a83-be6a-9e16606c810c',
          },
        ],
        extractedCount: 2,
      },
    },
  },
  'lead.created': {
    group: 'Lead Events',
    description: 'A new lead (API, e-mail, SMS, WhatsApp, portal).',
    schema: z.looseObject({ leadId, externalId, ...contact, source: leadSource }),
    example: {
      leadId: '50713355-df73-4077-9d84-dcda6da5729c',
      externalId: 'ext-lead-001',
      firstName: 'John',
      middleName: null,
      lastName: 'Doe',
      phoneNumber: '+15551234567',
      email: 'john@example.com',
      businessName: 'Acme Inc',
      website: 'https://acme.example',
      source: 'inbound-email',
    },
  },
  'lead.updated': {
    group: 'Lead Events',
    description: 'Lead fields or checklist items changed. Sparse: only what changed is there.',
    schema: z.looseObject({ leadId, externalId, ...contact, checklistItems: checklistItems.optional() }),
    example: {
      leadId: '50713355-df73-4077-9d84-dcda6da5729c',
      externalId: 'ext-lead-001',
      phoneNumber: '+15557654321',
      checklistItems: [
        {
          checklistItemId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
          checklistItemCode: 'company_name',
          value: 'Acme Holdings Inc',
          alternateValues: ['Acme Inc'],
          status: 'COMPLETED',
          updatedAt: '2025-10-31T18:45:00.000Z',
        },
      ],
    },
  },
  'lead.completed': {
    group: 'Lead Events',
    description: 'All required checklist items are completed or need review; once per lead.',
    schema: z.looseObject({
      leadId,
      externalId,
      ...contact,
      source: leadSource,
      checklistItems: checklistItems.optional(),
    }),
    example: {
      leadId: '50713355-df73-4077-9d84-dcda6da5729c',
      externalId: 'ext-lead-001',
      firstName: 'John',
      middleName: null,
      lastName: 'Doe',
      phoneNumber: '+15551234567',
      email: 'john@example.com',
      businessName: 'Acme Inc',
      website: 'https://acme.example',
      source: 'inbound-email',
      checklistItems: [
        {
          checklistItemId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
          checklistItemCode: 'company_name',
          value: 'Acme Inc',
          alternateValues: [],
          status: 'COMPLETED',
          updatedAt: '2025-10-31T18:30:00.000Z',
        },
        {
          checklistItemId: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
          checklistItemCode: 'bank_statement',
          value: 'bank-statement-oct.pdf',
          alternateValues: [],
          status: 'COMPLETED',
          updatedAt: '2025-10-31T19:00:01.675Z',
          documents: [
            {
              documentId: '8349efe7-3c68-49c3-9411-f9affda0d03a',
              externalId: null,
              filename: 'bank-statement-oct.pdf',
              mimeType: 'application/pdf',
              size: 153143,
              validationResult: {
                documentId: '8349efe7-3c68-49c3-9411-f9affda0d03a',
                overallValid: true,
                otherNotes: null,
                validationResults: [{ isValid: true, ruleName: 'Name matches' }],
              },
            },
          ],
        },
      ],
    },
  },
} as const satisfies Record<string, Entry>;

const testEvent: EventTypeDefinition = {
  name: TEST_EVENT_TYPE,
  group: 'Test',
  description: 'A test send. No webhook can subscribe to it.',
  schema: toJsonSchema(z.looseObject({ message: z.string() })),
  example: { message: 'This is a test from Posthorn.' },
  subscribable: false,
  emittable: false,
};

function definitionsOf(entries: Record<string, Entry>, { emittable }: { emittable: boolean }) {
  return Object.entries(entries).map(([name, { schema, ...rest }]) => ({
    name,
    ...rest,
    schema: toJsonSchema(schema),
    subscribable: true,
    emittable,
  }));
}

/** The event types of this instance: those of the JSON file where there is one, else the built-in seven; and Posthorn's own. */
export async function loadEventTypes(file?: string): Promise<EventTypeRegistry> {
  const types =
    file === undefined ? definitionsOf(EVENT_TYPES, { emittable: true }) : await readEventTypesFile(file);
  const operational = definitionsOf(OPERATIONAL_EVENT_TYPES, { emittable: false });
  return new EventTypeRegistry([...types, ...operational, testEvent]);
}
