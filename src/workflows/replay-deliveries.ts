import {
  CancellationScope,
  continueAsNew,
  isCancellation,
  proxyActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { ReplayActivities } from '../activities/replay-activities.js';

const { replayNextPage, endReplay } = proxyActivities<ReplayActivities>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
});

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10_000;

/** A replay, page by page: each begins when enough of the one before has left the queue. Its place is kept in its row. */
export async function replayDeliveries(input: { replayId: string }): Promise<'completed' | 'cancelled'> {
  try {
    let waitMs = FIRST_WAIT_MS;
    while (!workflowInfo().continueAsNewSuggested) {
      const step = await replayNextPage(input.replayId);
      if (step === 'completed' || step === 'cancelled') return step;
      if (step === 'wait') await sleep(waitMs);
      waitMs = step === 'wait' ? Math.min(waitMs * 2, LONGEST_WAIT_MS) : FIRST_WAIT_MS;
    }
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => endReplay(input.replayId));
    throw error;
  }
  return continueAsNew<typeof replayDeliveries>(input);
}
