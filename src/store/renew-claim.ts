import type { Db } from './db.js';

/**
 * Makes a claim young again whose POST has not begun; its deadline stays. False where it must not begin any more. The
 * webhook's row is locked in share mode, so that a DELETE waits for this, or this sees it.
 */
export async function renewClaim(db: Db, claim: { deliveryId: string; token: string }): Promise<boolean> {
  const { rowCount } = await db.query(
    `with open_webhook as materialized (
       select w.id, w.status from webhooks w
       where w.id = (select webhook_id from queue where delivery_id = $1) and w.deleted_at is null
       for share
     )
     update queue q set claimed_at = now() from open_webhook w
     where q.delivery_id = $1 and q.webhook_id = w.id and q.token = $2 and q.cancel_reason is null
       and (w.status = 'enabled' or q.test)`,
    [claim.deliveryId, claim.token],
  );
  return rowCount === 1;
}
