import type { Db } from './db.js';

/** Of a whole workspace, or of one of its webhooks. */
export interface StatisticsScope {
  workspaceId: string;
  webhookId: string | null;
}

/** Whole buckets, counted from the epoch. */
export interface StatisticsWindow {
  from: Date;
  to: Date;
  bucketSeconds: number;
}

export interface EndedInBucket {
  at: Date;
  delivered: number;
  failed: number;
}

export interface Statistics {
  /** Buckets in which nothing ended are left out. */
  ended: EndedInBucket[];
  cancelled: number;
  /** Attempts by error code. */
  failures: { code: string; count: number }[];
  /** Attempts that took from 10^(n/20) to 10^((n+1)/20) ms, by n. */
  latencies: Map<number, number>;
  /** The same of each bucket in which there were any, oldest first. */
  latenciesByBucket: { at: Date; latencies: Map<number, number> }[];
}

/** What ended, and how attempts went, by the counts of each minute; test sends are not in them. */
export async function readStatistics(
  db: Db,
  scope: StatisticsScope,
  window: StatisticsWindow,
): Promise<Statistics> {
  // Only what makes a series is kept apart by bucket.
  const { rows } = await db.query<{ at: Date | null; measure: string; count: number }>(
    `select case when measure in ('delivered', 'failed') or measure like 'latency:%' then ${bucketOf('$5')} end as at,
       measure, sum(count)::bigint as count
     from stats_minute
     where workspace_id = $1 and ($2::uuid is null or webhook_id = $2) and minute >= $3 and minute < $4
     group by 1, 2`,
    [scope.workspaceId, scope.webhookId, window.from, window.to, window.bucketSeconds],
  );
  const buckets = new Map<number, EndedInBucket>();
  const latencies = new Map<number, Map<number, number>>();
  const statistics: Statistics = {
    ended: [],
    cancelled: 0,
    failures: [],
    latencies: new Map(),
    latenciesByBucket: [],
  };
  for (const { at, measure, count } of rows) {
    const [kind, detail = ''] = measure.split(':');
    if (at === null) {
      if (kind === 'cancelled') statistics.cancelled = count;
      else if (kind === 'code') statistics.failures.push({ code: detail, count });
    } else if (kind === 'latency') {
      const bucket = latencies.get(at.getTime()) ?? new Map<number, number>();
      latencies.set(at.getTime(), bucket.set(Number(detail), count));
      addLatency(statistics.latencies, Number(detail), count);
    } else countEnded(buckets, at, measure, count);
  }
  statistics.ended = [...buckets.values()];
  statistics.latenciesByBucket = [...latencies]
    .sort(([a], [b]) => a - b)
    .map(([at, histogram]) => ({ at: new Date(at), latencies: histogram }));
  return statistics;
}

/** What ended of each webhook of the workspace, the newest first, and when that was last the case. */
export async function readStatisticsByWebhook(
  db: Db,
  workspaceId: string,
  window: StatisticsWindow,
): Promise<{ webhookId: string; lastDeliveryAt: Date | null; ended: EndedInBucket[] }[]> {
  const { rows } = await db.query<{
    webhook_id: string;
    last_delivery_at: Date | null;
    at: Date | null;
    measure: string;
    count: number;
  }>(
    `select w.id as webhook_id, w.last_delivery_at, s.at, s.measure, s.count
     from (
       select id, (
         select max(minute) from stats_minute where webhook_id = webhooks.id and measure in ('delivered', 'failed')
       ) as last_delivery_at
       from webhooks where workspace_id = $1 and deleted_at is null
     ) w
     left join (
       select webhook_id, ${bucketOf('$4')} as at, measure, sum(count)::bigint as count
       from stats_minute
       where workspace_id = $1 and minute >= $2 and minute < $3 and measure in ('delivered', 'failed')
       group by 1, 2, 3
     ) s on s.webhook_id = w.id
     order by w.id desc`,
    [workspaceId, window.from, window.to, window.bucketSeconds],
  );
  const webhooks = new Map<string, { lastDeliveryAt: Date | null; buckets: Map<number, EndedInBucket> }>();
  for (const row of rows) {
    const webhook = webhooks.get(row.webhook_id) ?? {
      lastDeliveryAt: row.last_delivery_at,
      buckets: new Map<number, EndedInBucket>(),
    };
    webhooks.set(row.webhook_id, webhook);
    if (row.at !== null) countEnded(webhook.buckets, row.at, row.measure, row.count);
  }
  return [...webhooks].map(([webhookId, { lastDeliveryAt, buckets }]) => ({
    webhookId,
    lastDeliveryAt,
    ended: [...buckets.values()],
  }));
}

function bucketOf(seconds: string): string {
  return `date_bin(make_interval(secs => ${seconds}::int), minute, timestamptz 'epoch')`;
}

function addLatency(latencies: Map<number, number>, bucket: number, count: number): void {
  latencies.set(bucket, (latencies.get(bucket) ?? 0) + count);
}

function countEnded(buckets: Map<number, EndedInBucket>, at: Date, measure: string, count: number): void {
  const bucket = buckets.get(at.getTime()) ?? { at, delivered: 0, failed: 0 };
  buckets.set(at.getTime(), bucket);
  bucket[measure === 'delivered' ? 'delivered' : 'failed'] += count;
}
