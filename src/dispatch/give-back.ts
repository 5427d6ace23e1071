import type { Context } from '../context.js';
import { toPublicId } from '../ids.js';
import type { AttemptJob } from '../store/attempt-job.js';
import { cancelDelivery } from '../store/cancel-delivery.js';
import { releaseClaim } from '../store/release-claim.js';

/** Gives an attempt back whose POST has not begun; ends its delivery where that was asked meanwhile. False: it is not open any more. */
export async function giveBack(
  ctx: Context,
  job: AttemptJob,
  options: Parameters<typeof releaseClaim>[2],
): Promise<boolean> {
  try {
    const { released, cancelReason } = await releaseClaim(ctx.pool, job, options);
    if (!released || cancelReason === null) return released;
    await cancelDelivery(ctx.pool, job.deliveryId, { reason: cancelReason, generation: job.generation });
    return false;
  } catch (error) {
    // The sweeper frees the row at its deadline.
    ctx.logger.warn(
      { err: error, deliveryId: toPublicId('dlv', job.deliveryId) },
      'a claim could not be given back',
    );
    return false;
  }
}
