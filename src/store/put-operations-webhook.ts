import type { Db } from './db.js';

/** The same in every instance: so that any number of processes keep one. */
export const OPERATIONS_WEBHOOK_ID = '00000000-0000-7000-8000-6f7065726174';

/** The URL of the webhook that the setting made; undefined without one. */
export async function findOperationsUrl(db: Db): Promise<string | undefined> {
  const { rows } = await db.query<{ url: string }>(
    'select url from webhooks where id = $1 and deleted_at is null',
    [OPERATIONS_WEBHOOK_ID],
  );
  return rows[0]?.url;
}

/** True: it was made just now, and needs a secret and subscriptions. */
export async function insertOperationsWebhook(
  db: Db,
  webhook: { workspaceId: string; url: string; events: readonly string[]; description: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into webhooks as w (id, workspace_id, url, events, description) values ($1, $2, $3, $4, $5)
     on conflict (id) do update
     set workspace_id = excluded.workspace_id, url = excluded.url, events = excluded.events,
       description = excluded.description, deleted_at = null, status = 'enabled', status_reason = null,
       enabled_at = now(), succeeded_at = null, disabled_told_at = null, updated_at = now()
     where w.deleted_at is not null`,
    [OPERATIONS_WEBHOOK_ID, webhook.workspaceId, webhook.url, webhook.events, webhook.description],
  );
  return rowCount === 1;
}

/** Another URL: what was disabled is given a fresh start. */
export async function moveOperationsWebhook(db: Db, url: string): Promise<void> {
  await db.query(
    `update webhooks set url = $2, enabled_at = now(), updated_at = now(),
       status = case status when 'disabled' then 'enabled' else status end, status_reason = null
     where id = $1 and deleted_at is null`,
    [OPERATIONS_WEBHOOK_ID, url],
  );
}
