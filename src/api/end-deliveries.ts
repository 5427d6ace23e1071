import { setTimeout as delay } from 'node:timers/promises';
import { cancelOpenDeliveries, liveTokens } from '../store/cancel-open-deliveries.js';
import type { Db } from '../store/db.js';

/** Longer than the margin within which a claimed attempt may still begin its POST. */
const MAX_WAIT_MS = 4_000;
const POLL_MS = 50;

/**
 * Cancels what is open for a deleted webhook, and returns when no POST can begin any more. An event that was being
 * accepted meanwhile may still add a row, hence again and again.
 */
export async function endDeliveries(db: Db, webhookId: string): Promise<void> {
  const deadline = performance.now() + MAX_WAIT_MS;
  for (;;) {
    await cancelOpenDeliveries(db, { webhookId }, 'webhook-deleted');
    if ((await liveTokens(db, webhookId)) === 0 || performance.now() > deadline) return;
    await delay(POLL_MS);
  }
}
