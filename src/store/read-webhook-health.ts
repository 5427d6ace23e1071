import type { Db } from './db.js';
import { DAYS_WITHOUT_SUCCESS } from './disable-failing-webhook.js';

export interface WebhookHealth {
  failingSince: Date;
  /** null: it is not enabled. */
  disablesAt: Date | null;
  lastDeliveredAt: Date | null;
}

/**
 * Since when attempts fail and none arrives, by the counts of each minute; null: they do not. A person's enable or resume
 * begins anew. `codes`: the failures that the receiver or its configuration caused.
 */
export async function readWebhookHealth(
  db: Db,
  webhookId: string,
  codes: readonly string[],
): Promise<WebhookHealth | null> {
  const { rows } = await db.query<{
    failing_since: Date | null;
    disables_at: Date | null;
    last_delivered_at: Date | null;
  }>(
    `select f.at as failing_since, d.at as last_delivered_at,
       case when w.status = 'enabled' then
         greatest(w.enabled_at, w.succeeded_at, d.at) + interval '${DAYS_WITHOUT_SUCCESS} days'
       end as disables_at
     from webhooks w
     left join lateral (
       select max(minute) as at from stats_minute where webhook_id = w.id and measure = 'delivered'
     ) d on true
     left join lateral (
       select min(minute) as at from stats_minute
       where webhook_id = w.id and measure = any($2::text[])
         and minute >= date_trunc('minute', w.enabled_at) and (d.at is null or minute > d.at)
     ) f on true
     where w.id = $1`,
    [webhookId, codes.map((code) => `code:${code}`)],
  );
  const [row] = rows;
  if (!row?.failing_since) return null;
  return {
    failingSince: row.failing_since,
    disablesAt: row.disables_at,
    lastDeliveredAt: row.last_delivered_at,
  };
}
