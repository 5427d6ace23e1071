import { z } from 'zod';

export const eventType = z
  .object({
    name: z.string(),
    description: z.string(),
    group: z.string().describe('Event types of one group belong together on a page.'),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema of `data`.'),
    example: z.record(z.string(), z.unknown()).describe('An example of `data`.'),
  })
  .meta({ id: 'EventType' });
export type EventTypeBody = z.infer<typeof eventType>;
