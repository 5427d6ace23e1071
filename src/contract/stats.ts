import { z } from 'zod';
import { publicId, timestamp, timestampInput } from './common.js';

/** `from` and `to`, to spread into a query schema. */
export const statisticsQuery = {
  from: timestampInput.optional().describe('By default 24 hours before `to`.'),
  to: timestampInput.optional().describe('By default now.'),
};

const count = z.int().min(0);
const successRate = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .describe('Delivered ÷ (delivered + failed); null where nothing ended.');

const point = z
  .object({ at: timestamp.describe('Where the bucket begins.'), delivered: count, failed: count })
  .meta({ id: 'StatisticsPoint' });
export type StatisticsPoint = z.infer<typeof point>;

const series = z.array(point).describe('Every bucket from `from` to `to`, also where nothing ended.');
const latency = z
  .number()
  .nullable()
  .describe('Of attempts, from the name look-up to the status line; null where there was none.');

const latencyPoint = z
  .object({ at: timestamp.describe('Where the bucket begins.'), p50: z.number(), p95: z.number() })
  .meta({ id: 'LatencyPoint' });
export type LatencyPoint = z.infer<typeof latencyPoint>;

const webhookSeries = z
  .object({
    webhookId: publicId('wh'),
    delivered: count,
    failed: count,
    successRate,
    lastDeliveryAt: timestamp
      .nullable()
      .describe('When a delivery last ended delivered or failed, to the minute; also before `from`.'),
    series,
  })
  .meta({ id: 'WebhookSeries' });
export type WebhookSeriesBody = z.infer<typeof webhookSeries>;

const counted = z.object({
  from: timestamp.describe('Widened to whole buckets.'),
  to: timestamp.describe('Widened to whole buckets.'),
  bucketSeconds: z.int(),
  deliveries: z
    .object({ delivered: count, failed: count, cancelled: count })
    .describe('Those that ended; one that was redelivered counts each time.'),
  successRate,
  latencyMs: z.object({ p50: latency, p95: latency, p99: latency }),
  latencySeries: z
    .array(latencyPoint)
    .describe('In milliseconds, over time: each bucket in which an attempt was made.'),
  failures: z
    .array(z.object({ code: z.string(), count }))
    .describe('Failed attempts by error code, the most frequent first.'),
  series,
  backlog: z
    .object({
      count: count.describe('Open deliveries now, held ones included.'),
      oldestSeconds: z.number().min(0).describe('How long the first of them has been due; 0 where none is.'),
    })
    .describe('Now, whatever the time asked for.'),
});
export type StatisticsBody = z.infer<typeof counted>;

export const statistics = counted
  .extend({
    webhooks: z
      .array(webhookSeries)
      .optional()
      .describe('With `by=webhook`: each webhook of the workspace, the newest first.'),
  })
  .meta({ id: 'Statistics' });

const health = z
  .object({
    failingSince: timestamp.describe('The first failed attempt since, to the minute.'),
    disablesAt: timestamp
      .nullable()
      .describe(
        'When it is disabled, should nothing arrive until then and enough deliveries fail; null where it is not enabled, or none is disabled here.',
      ),
    lastDeliveredAt: timestamp.nullable().describe('To the minute; null: nothing ever arrived.'),
  })
  .meta({ id: 'WebhookHealth' });
export type WebhookHealthBody = z.infer<typeof health>;

export const webhookStatistics = counted
  .extend({ health: health.nullable().describe('null: no attempt failed since the last one that arrived.') })
  .meta({ id: 'WebhookStatistics' });
