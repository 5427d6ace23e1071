import type { ZodOpenApiPathItemObject } from 'zod-openapi';
import type { EventType } from '../contract/event-types.js';

const EXAMPLE_ID = 'evt_01JZ6K3V9N8Q5W2X4Y7T0R1M3P';

/** The headers of a delivery, with the default prefix. */
const HEADERS: Record<string, string> = {
  'webhook-id': "The event's id, equal in every attempt, retry and replay: deduplicate by it.",
  'webhook-timestamp': 'Unix seconds of this attempt.',
  'webhook-signature':
    '`v1,<base64>` for each live secret, separated by spaces (Standard Webhooks); `v1a` for ed25519 keys.',
  'webhook-event': 'The event type. Advisory, not signed.',
  'webhook-attempt': 'The number of this attempt. Advisory, not signed.',
};

/** What receivers get: the `webhooks` section. */
export function webhookOperations(types: readonly EventType[]): Record<string, ZodOpenApiPathItemObject> {
  return Object.fromEntries(types.map((type) => [type.name, { post: operationOf(type) }]));
}

function operationOf(type: EventType): NonNullable<ZodOpenApiPathItemObject['post']> {
  return {
    operationId: `on-${type.name}`,
    summary: type.description,
    tags: [type.group],
    security: [],
    parameters: Object.entries(HEADERS).map(([name, description]) => ({
      name,
      in: 'header' as const,
      description,
      required: true,
      schema: { type: 'string' as const },
    })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: envelopeOf(type), example: exampleOf(type) } },
    },
    responses: {
      '2XX': { description: 'Delivered, if the status line arrives within the timeout.' },
      '410': { description: 'Failed for good; the webhook is disabled.' },
      default: { description: 'A failed attempt; the retry policy goes on.' },
    },
  };
}

function envelopeOf({ name, schema }: EventType) {
  return {
    type: 'object' as const,
    required: ['id', 'event', 'timestamp', 'workspaceId', 'data'],
    properties: {
      id: { type: 'string' as const },
      event: { type: 'string' as const, const: name },
      timestamp: { type: 'string' as const, format: 'date-time', description: 'When the event occurred.' },
      workspaceId: { type: 'string' as const },
      data: schema,
      test: { type: 'boolean' as const, description: 'true in a test send, else absent.' },
    },
  };
}

/** An envelope as a receiver gets it. */
export function exampleOf({ name, example }: EventType) {
  return {
    id: EXAMPLE_ID,
    event: name,
    timestamp: '2026-11-23T18:30:00.000Z',
    workspaceId: '6048d78a-584a-4f1e-9e39-e011ca4cc48c',
    data: example,
  };
}
