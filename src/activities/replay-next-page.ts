import type { ReplayStep } from '../contract/replay.js';
import type { Context } from '../context.js';
import { inTransaction } from '../store/db.js';
import { replayPage } from '../store/replay-page.js';

export function replayNextPage({ pool, eventTypes }: Context, replayId: string): Promise<ReplayStep> {
  return inTransaction(pool, (db) => replayPage(db, replayId, (patterns) => eventTypes.takenBy(patterns)));
}
