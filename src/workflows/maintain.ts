import { proxyActivities } from '@temporalio/workflow';
import type { MaintenanceActivities } from '../activities/maintenance-activities.js';

const { maintainPartitions } = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: '30 minutes',
  retry: { initialInterval: '10 s', maximumInterval: '5 minutes' },
});

/** Run by a Schedule: partitions made ahead, expired ones dropped, expired payloads erased. */
export async function maintain(): Promise<{ made: number; dropped: string[]; erasedPayloads: number }> {
  return maintainPartitions();
}
