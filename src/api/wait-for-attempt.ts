import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '../store/db.js';
import { findDelivery } from '../store/find-delivery.js';
import { type Attempt, listAttempts } from '../store/list-attempts.js';

const POLL_MS = 50;

/** The last attempt of a test send once its delivery is finished; undefined when that takes too long. */
export async function waitForAttempt(
  db: Db,
  workspaceId: string,
  deliveryId: string,
  timeoutMs: number,
): Promise<Attempt | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const delivery = await findDelivery(db, workspaceId, deliveryId);
    if (delivery?.finishedAt) return (await listAttempts(db, deliveryId, delivery.run)).at(-1);
    if (performance.now() > deadline) return undefined;
    await delay(POLL_MS);
  }
}
