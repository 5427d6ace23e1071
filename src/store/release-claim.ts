import type { Db } from './db.js';
import { CLOSE_ATTEMPT, WORKFLOW_GRACE_SECONDS } from './fence.js';

/**
 * Gives an attempt back before its POST began. `owner`: who goes on with the delivery, the dispatcher (queued) or the
 * workflow that was started for it (retrying). It counts as no try, unless `isTry`: where the reason may be the delivery
 * itself, its tries must come to an end.
 */
export async function releaseClaim(
  db: Db,
  claim: { deliveryId: string; token: string },
  options: { owner: 'dispatcher' | 'workflow'; delayMs: number; isTry?: boolean },
): Promise<{ released: boolean; cancelReason: string | null }> {
  const { rows } = await db.query<{ cancel_reason: string | null }>(
    `update queue set ${CLOSE_ATTEMPT}, tries = tries - $5::int, state = $3,
       due_at = now() + make_interval(secs => $4 / 1000.0),
       check_at = now() + make_interval(secs => $4 / 1000.0 + ${WORKFLOW_GRACE_SECONDS})
     where delivery_id = $1 and token = $2
     returning cancel_reason`,
    [
      claim.deliveryId,
      claim.token,
      options.owner === 'dispatcher' ? 'queued' : 'retrying',
      options.delayMs,
      options.isTry ? 0 : 1,
    ],
  );
  return { released: rows.length > 0, cancelReason: rows[0]?.cancel_reason ?? null };
}
