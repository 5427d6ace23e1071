import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptKey, Outcome } from '../contract/outcome.js';
import { cancelDelivery } from '../store/cancel-delivery.js';
import { findDeliveryState } from '../store/find-delivery-state.js';
import type { ActivityDeps } from './activity-deps.js';

const POLL_MS = 200;
const WAIT_MS = 5_000;

/** Ends the delivery of a cancelled workflow; an attempt in flight ends first, and may have delivered it. */
export async function cancelRow(deps: ActivityDeps, key: AttemptKey): Promise<Outcome['kind']> {
  const { pool } = deps.ctx;
  const until = performance.now() + WAIT_MS;
  for (;;) {
    const { kind } = await cancelDelivery(pool, key.deliveryId, { generation: key.generation });
    if (kind === 'cancelled') return 'cancelled';
    if (kind === 'over') {
      const state = await findDeliveryState(pool, key.deliveryId);
      return !state || state.status === 'open' ? 'stale' : state.status;
    }
    if (performance.now() > until) return 'cancelled';
    await sleep(POLL_MS);
  }
}
