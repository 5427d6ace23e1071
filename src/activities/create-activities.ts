import { recordUnsaved } from '../egress/unsaved-attempt.js';
import { cancelReplay } from '../store/replays.js';
import type { ActivityDeps } from './activity-deps.js';
import { attemptDelivery } from './attempt-delivery.js';
import { attemptOrThrow } from './attempt-or-throw.js';
import { cancelRow } from './cancel-row.js';
import type { DeliveryActivities } from './delivery-activities.js';
import { maintainPartitions } from './maintain-partitions.js';
import type { MaintenanceActivities } from './maintenance-activities.js';
import type { ReplayActivities } from './replay-activities.js';
import { replayNextPage } from './replay-next-page.js';

/** So that a local activity that has to wait still ends within its eight seconds. */
const LOCAL_WAIT_MS = 2_000;

export function createActivities(
  deps: ActivityDeps,
): DeliveryActivities & MaintenanceActivities & ReplayActivities {
  return {
    attemptLocally: (key) => attemptDelivery(deps, key, { waitMs: LOCAL_WAIT_MS, mayBeEarly: false }),
    attemptOrThrow: (key, report) => attemptOrThrow(deps, key, report),
    saveAttempt: (key, outcome) => recordUnsaved(deps.ctx, key, outcome),
    cancelRow: (key) => cancelRow(deps, key),
    maintainPartitions: () => maintainPartitions(deps.ctx),
    replayNextPage: (replayId) => replayNextPage(deps.ctx, replayId),
    endReplay: async (replayId) => {
      await cancelReplay(deps.ctx.pool, replayId, null);
    },
  };
}
