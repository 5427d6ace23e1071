import { randomUUID } from 'node:crypto';
import type { BatchEvent } from '@posthorn/client';

/** Businesses and people that do not exist. */
const BUSINESSES = [
  'Larkspur Bakery',
  'Northgate Cycles',
  'Quill & Press',
  'Harbour Optics',
  'Tern Logistics',
  'Mossfield Dental',
  'Copper Kettle Tea',
  'Bluewater Joinery',
  'Fennel Street Deli',
  'Alder Roofing',
];
const FIRST_NAMES = ['Robin', 'Sam', 'Alex', 'Kim', 'Jules', 'Toni', 'Charlie', 'Noor', 'Sasha', 'Remy'];
const CHANNELS = ['inbound-email', 'portal', 'inbound-sms', 'inbound-whatsapp'];
const DOCUMENTS = [
  ['bank-statement-october.pdf', 'Bank Statement'],
  ['tax-return-2025.pdf', 'Tax Return'],
  ['voided-check.png', 'Voided Check'],
  ['business-license.pdf', 'Business License'],
] as const;

type Made = BatchEvent<string>;

/** One lead's way through the product: as many events as it has steps, in their order. */
export function eventsOfLead(index: number, now: number): Made[] {
  const business = BUSINESSES[index % BUSINESSES.length] ?? '';
  const slug = business.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  const leadId = `lead-${4100 + index}`;
  const externalLeadId = `CRM-${20140 + index * 7}`;
  const [filename, type] = DOCUMENTS[index % DOCUMENTS.length] ?? DOCUMENTS[0];
  const documentId = randomUUID();
  const time = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  const lead = {
    leadId,
    externalId: externalLeadId,
    firstName: FIRST_NAMES[index % FIRST_NAMES.length],
    businessName: business,
    email: `office@${slug}.example`,
  };
  return [
    event('lead.created', {
      ...lead,
      website: `https://${slug}.example`,
      source: CHANNELS[index % CHANNELS.length],
    }),
    event('document.received', {
      id: documentId,
      filename,
      leadId,
      externalLeadId,
      mimeType: filename.endsWith('pdf') ? 'application/pdf' : 'image/png',
      size: 84_211 + index * 1_337,
      signedUrl: `https://files.example.com/${documentId}?signature=3b1f`,
      createdAt: time(2),
    }),
    event('document.extracted', {
      leadId,
      documentId,
      externalLeadId,
      status: 'completed',
      type,
      summary: `${type} of ${business}.`,
      classification: { noMatchedItemReason: null, matchedChecklistItems: [] },
      extractionResult: {
        items: [{ label: 'Company Name', value: business, leadChecklistItemId: randomUUID() }],
        extractedCount: 1,
      },
    }),
    event('lead.updated', { leadId, externalId: externalLeadId, phoneNumber: `+1555010${1000 + index}` }),
    ...(index % 3 === 0 ? [event('lead.completed', { ...lead, completedAt: time(0) })] : []),
  ];
}

/** What an agent did; every third action fails. */
export function actionOfLead(index: number, now: number): Made {
  const failed = index % 3 === 2;
  const action = {
    id: randomUUID(),
    type: failed ? 'TOOL_CALL' : 'MESSAGE',
    leadId: `lead-${4100 + index}`,
    status: failed ? 'FAILED' : 'COMPLETED',
    summary: failed ? 'Credit report could not be fetched' : 'Asked for the missing bank statement',
    input: { channel: 'EMAIL' },
    output: null,
    messages: [],
    completedAt: new Date(now).toISOString(),
  };
  return failed
    ? event('action_log.failed', {
        ...action,
        agentId: randomUUID(),
        error: 'The provider did not answer within 5 s',
      })
    : event('action_log.completed', action);
}

function event(name: string, data: Record<string, unknown>): Made {
  return { event: name, data };
}
