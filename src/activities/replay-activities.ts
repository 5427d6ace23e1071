import type { ReplayStep } from '../contract/replay.js';

/** What `replayDeliveries` may call. */
export interface ReplayActivities {
  /** Queues the next page, unless enough of the webhook waits already. */
  replayNextPage(replayId: string): Promise<ReplayStep>;
  /** Ends the replay's row because its workflow was cancelled. */
  endReplay(replayId: string): Promise<void>;
}
