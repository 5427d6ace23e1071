import type { LatencyPoint, StatisticsBody, StatisticsPoint, WebhookSeriesBody } from '../contract/stats.js';
import { toPublicId } from '../ids.js';
import type { EndedInBucket, Statistics, StatisticsWindow } from '../store/read-statistics.js';
import { latencyPercentile } from './latency-percentile.js';

export function presentStatistics(
  window: StatisticsWindow,
  { ended, cancelled, failures, latencies, latenciesByBucket }: Statistics,
  backlog: StatisticsBody['backlog'],
): StatisticsBody {
  const sums = sumOf(ended);
  return {
    from: window.from.toISOString(),
    to: window.to.toISOString(),
    bucketSeconds: window.bucketSeconds,
    deliveries: { ...sums, cancelled },
    successRate: successRate(sums),
    latencyMs: {
      p50: latencyPercentile(latencies, 0.5),
      p95: latencyPercentile(latencies, 0.95),
      p99: latencyPercentile(latencies, 0.99),
    },
    latencySeries: latenciesByBucket.map(toLatencyPoint),
    failures: failures.toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
    series: seriesOf(window, ended),
    backlog,
  };
}

function toLatencyPoint({ at, latencies }: Statistics['latenciesByBucket'][number]): LatencyPoint {
  return {
    at: at.toISOString(),
    p50: latencyPercentile(latencies, 0.5) ?? 0,
    p95: latencyPercentile(latencies, 0.95) ?? 0,
  };
}

export function presentWebhookSeries(
  window: StatisticsWindow,
  webhook: { webhookId: string; lastDeliveryAt: Date | null; ended: EndedInBucket[] },
): WebhookSeriesBody {
  const sums = sumOf(webhook.ended);
  return {
    webhookId: toPublicId('wh', webhook.webhookId),
    ...sums,
    successRate: successRate(sums),
    lastDeliveryAt: webhook.lastDeliveryAt?.toISOString() ?? null,
    series: seriesOf(window, webhook.ended),
  };
}

function sumOf(ended: readonly EndedInBucket[]): { delivered: number; failed: number } {
  return {
    delivered: ended.reduce((sum, { delivered }) => sum + delivered, 0),
    failed: ended.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function successRate({ delivered, failed }: { delivered: number; failed: number }): number | null {
  return delivered + failed === 0 ? null : delivered / (delivered + failed);
}

function seriesOf(
  { from, to, bucketSeconds }: StatisticsWindow,
  ended: readonly EndedInBucket[],
): StatisticsPoint[] {
  const byTime = new Map(ended.map((bucket) => [bucket.at.getTime(), bucket]));
  const points: StatisticsPoint[] = [];
  for (let at = from.getTime(); at < to.getTime(); at += bucketSeconds * 1_000) {
    const { delivered = 0, failed = 0 } = byTime.get(at) ?? {};
    points.push({ at: new Date(at).toISOString(), delivered, failed });
  }
  return points;
}
