import { z } from 'zod';
import { publicId } from './common.js';
import { deliveryRow } from './delivery.js';
import { webhookStatus } from './webhook.js';

/** Data of the stream's events `delivery`. */
export const deliveryChange = deliveryRow
  .extend({
    status: z
      .enum(['queued', 'retrying', 'delivered', 'failed', 'cancelled'])
      .describe('What it changed to; `sending` and `held` are not told.'),
  })
  .meta({ id: 'DeliveryChange', description: 'Data of the event `delivery` of a stream.' });
export type DeliveryChangeBody = z.infer<typeof deliveryChange>;

/** Data of the stream's events `webhook`. */
export const webhookChange = z
  .object({
    id: publicId('wh'),
    status: z.enum([...webhookStatus.options, 'deleted']),
  })
  .meta({ id: 'WebhookChange', description: 'Data of the event `webhook` of a stream.' });
export type WebhookChangeBody = z.infer<typeof webhookChange>;
