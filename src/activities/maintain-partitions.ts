import type { Context } from '../context.js';
import { dropPartitions, ensurePartitions } from '../store/partitions.js';
import { eraseExpiredPayloads } from '../store/erase-expired-payloads.js';
import { foldStatistics } from '../store/fold-statistics.js';
import { forgetExpired } from '../store/forget-expired.js';

export async function maintainPartitions(
  ctx: Context,
): Promise<{ made: number; dropped: string[]; erasedPayloads: number }> {
  const { pool, config } = ctx;
  const made = await ensurePartitions(pool);
  const erasedPayloads = await eraseExpiredPayloads(pool, config.payloadRetentionDays);
  const dropped = await dropPartitions(pool, config.retentionDays);
  await forgetExpired(pool, config.retentionDays);
  await foldStatistics(pool, config.retentionDays);
  ctx.logger.info({ made, dropped, erasedPayloads }, 'partitions maintained');
  return { made, dropped, erasedPayloads };
}
