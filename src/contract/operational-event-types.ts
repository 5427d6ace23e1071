import { z } from 'zod';

const webhook = {
  workspaceId: z.string().describe('Whose webhook it is.'),
  webhookId: z.string(),
  host: z.string().describe("The host of the webhook's URL."),
};
const time = z.string().meta({ format: 'date-time' });

const WEBHOOK = {
  workspaceId: '6048d78a-584a-4f1e-9e39-e011ca4cc48c',
  webhookId: 'wh_01JZ6K3V9N8Q5W2X4Y7T0R1M3P',
  host: 'crm.example.com',
};

/** Events about Posthorn's own work. Only Posthorn emits them, and a webhook gets those that it names: no wildcard takes one. */
export const OPERATIONAL_EVENT_TYPES = {
  'webhook.disabled': {
    group: 'Operations',
    description:
      'The system disabled a webhook: after a 410, or when nothing had reached it for days. Its deliveries are held until it is enabled.',
    schema: z.looseObject({ ...webhook, reason: z.string().describe('In words.'), disabledAt: time }),
    example: {
      ...WEBHOOK,
      reason: 'No delivery succeeded for 5 days, and at least 20 failed.',
      disabledAt: '2026-11-23T18:30:00.000Z',
    },
  },
  'webhook.recovered': {
    group: 'Operations',
    description: 'A webhook that had been disabled was enabled again, and a delivery to it has succeeded.',
    schema: z.looseObject({ ...webhook, recoveredAt: time }),
    example: { ...WEBHOOK, recoveredAt: '2026-11-23T19:02:11.000Z' },
  },
  'delivery.failed': {
    group: 'Operations',
    description:
      'A delivery used up its attempts, or met a 410. The first one of a webhook in each hour is told; list deliveries for the others.',
    schema: z.looseObject({
      ...webhook,
      deliveryId: z.string(),
      eventId: z.string(),
      eventType: z.string(),
      attemptCount: z.number(),
      responseStatus: z.number().nullable().describe('Of the last attempt.'),
      errorCode: z.string().nullable().describe('Of the last attempt.'),
      failedAt: time,
    }),
    example: {
      ...WEBHOOK,
      deliveryId: 'dlv_01JZ6K3V9N8Q5W2X4Y7T0R1M3P',
      eventId: 'evt_01JZ6K3V9N8Q5W2X4Y7T0R1M3P',
      eventType: 'lead.created',
      attemptCount: 3,
      responseStatus: 503,
      errorCode: 'http-status',
      failedAt: '2026-11-23T18:33:00.000Z',
    },
  },
} as const;

export type OperationalType = keyof typeof OPERATIONAL_EVENT_TYPES;
export type OperationalData<T extends OperationalType> = z.infer<
  (typeof OPERATIONAL_EVENT_TYPES)[T]['schema']
>;

export const OPERATIONAL_TYPE_NAMES = Object.keys(OPERATIONAL_EVENT_TYPES) as OperationalType[];

export function isOperational(eventType: string): boolean {
  return Object.hasOwn(OPERATIONAL_EVENT_TYPES, eventType);
}
