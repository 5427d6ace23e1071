import { proxyLocalActivities } from '@temporalio/workflow';

export interface FloorActivities {
  nothing(): Promise<void>;
}

const { nothing } = proxyLocalActivities<FloorActivities>({
  startToCloseTimeout: '8 s',
  retry: { maximumAttempts: 1 },
});

/** The least that a workflow with one step can be. */
export async function empty(): Promise<void> {
  await nothing();
}
