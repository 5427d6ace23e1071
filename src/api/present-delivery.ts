import type { Config } from '../config.js';
import type { DeliveryRowBody } from '../contract/delivery.js';
import { effectivePolicy, maximumAttempts } from '../contract/retry-policy.js';
import { toPublicId } from '../ids.js';
import type { Delivery } from '../store/delivery-row.js';

/** The fields that a row of a list and the delivery itself share. */
export function presentDelivery(delivery: Delivery, config: Config): Omit<DeliveryRowBody, 'lastAttempt'> {
  return {
    id: toPublicId('dlv', delivery.id),
    eventId: toPublicId('evt', delivery.eventId),
    event: delivery.eventType,
    subject: delivery.subject,
    webhookId: toPublicId('wh', delivery.webhookId),
    status: delivery.status,
    reason: delivery.reason,
    run: delivery.run,
    createdAt: delivery.createdAt.toISOString(),
    finishedAt: delivery.finishedAt?.toISOString() ?? null,
    attemptCount: delivery.attemptCount,
    maximumAttempts: allowedAttempts(delivery, config),
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
  };
}

export function presentDeliveryRow(delivery: Delivery, config: Config): DeliveryRowBody {
  return { ...presentDelivery(delivery, config), lastAttempt: delivery.lastAttempt };
}

function allowedAttempts(delivery: Delivery, config: Config): number {
  if (delivery.test) return 1;
  if (delivery.maximumAttempts !== null) return delivery.maximumAttempts;
  return maximumAttempts(effectivePolicy(delivery.retryPolicy ?? config.defaultRetryPolicy));
}
