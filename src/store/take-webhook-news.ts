import type { Db } from './db.js';

/** What an operational event tells of a webhook. */
export interface WebhookNews {
  webhookId: string;
  workspaceId: string;
  url: string;
  reason: string | null;
  at: Date;
}

interface NewsRow {
  webhook_id: string;
  workspace_id: string;
  url: string;
  reason: string | null;
  at: Date;
}

const AT_ONCE = 100;
const NEWS = 'w.id as webhook_id, w.workspace_id, w.url, w.status_reason as reason';

/** Webhooks that were disabled and not told of yet; they count as told with the commit. */
export async function takeDisabled(db: Db): Promise<WebhookNews[]> {
  const { rows } = await db.query<NewsRow>(
    `with untold as materialized (
       select w.id from webhooks w
       where w.status = 'disabled' and w.deleted_at is null
         and (w.disabled_told_at is null or w.disabled_told_at < w.enabled_at)
       order by w.id limit ${AT_ONCE} for update skip locked
     )
     update webhooks w set disabled_told_at = now() from untold where w.id = untold.id
     returning ${NEWS}, w.updated_at as at`,
  );
  return rows.map(toNews);
}

/**
 * Webhooks that were told of as disabled and have had a success since they were enabled. The counts say first whether there
 * is one: without, all of a webhook's deliveries would be looked through, each time.
 */
export async function takeRecovered(db: Db): Promise<WebhookNews[]> {
  const { rows } = await db.query<NewsRow>(
    `with untold as materialized (
       select w.id, success.at from webhooks w
       cross join lateral (
         select d.finished_at as at from deliveries d
         where d.webhook_id = w.id and d.status = 'delivered' and not d.test and d.finished_at > w.enabled_at
         order by d.id desc limit 1
       ) success
       where w.status = 'enabled' and w.deleted_at is null
         and w.disabled_told_at is not null and w.disabled_told_at < w.enabled_at
         and exists (
           select from stats_minute s where s.webhook_id = w.id and s.measure = 'delivered'
             and s.minute >= date_trunc('minute', w.enabled_at) offset 0)
       order by w.id limit ${AT_ONCE} for update of w skip locked
     )
     update webhooks w set disabled_told_at = null from untold where w.id = untold.id
     returning ${NEWS}, untold.at`,
  );
  return rows.map(toNews);
}

function toNews(row: NewsRow): WebhookNews {
  return {
    webhookId: row.webhook_id,
    workspaceId: row.workspace_id,
    url: row.url,
    reason: row.reason,
    at: row.at,
  };
}
