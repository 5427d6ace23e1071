import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Context } from '../context.js';
import { withDeadline } from './deadline.js';

const CALL_TIMEOUT_MS = 5_000;

/** The daily upkeep, as a Temporal Schedule: seen, paused and triggered in the Temporal UI like any other. */
export async function ensureMaintenanceSchedule(ctx: Context): Promise<void> {
  const { temporalTaskQueue: taskQueue } = ctx.config;
  const scheduleId = `posthorn-maintain-${taskQueue}`;
  const create = ctx.temporal.schedule.create({
    scheduleId,
    spec: { calendars: [{ hour: 2, minute: 17, comment: 'daily, away from midnight' }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
    action: { type: 'startWorkflow', workflowType: 'maintain', workflowId: scheduleId, taskQueue },
  });
  try {
    await withDeadline(create, CALL_TIMEOUT_MS);
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return;
    ctx.logger.warn({ err: error }, 'the maintenance schedule could not be made; the next start tries again');
  }
}
