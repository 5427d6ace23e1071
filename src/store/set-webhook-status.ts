import type { WebhookStatus } from '../contract/webhook.js';
import { QUEUE_CHANNEL } from './accept-statement.js';
import type { Db } from './db.js';

/** A person's change of state: it clears the reason that the system gave, and an enabled webhook has its days to succeed anew. False: the state was not `from`, nothing happened. */
export async function setWebhookStatus(
  db: Db,
  webhookId: string,
  change: { from: WebhookStatus; to: WebhookStatus },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with changed as (
       update webhooks set status = $3, status_reason = null, updated_at = now(),
         enabled_at = case when $3 = 'enabled' then now() else enabled_at end
       where id = $1 and status = $2 and deleted_at is null
       returning status
     )
     select case when status = 'enabled' then pg_notify('${QUEUE_CHANNEL}', '') end from changed`,
    [webhookId, change.from, change.to],
  );
  return rowCount === 1;
}
