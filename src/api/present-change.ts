import type { Config } from '../config.js';
import type { DeliveryChangeBody, WebhookChangeBody } from '../contract/change.js';
import { toPublicId } from '../ids.js';
import { formatPosition } from '../store/change-position.js';
import type { Change } from '../store/read-changes.js';
import { presentDeliveryRow } from './present-delivery.js';
import type { StreamEvent } from './stream-writer.js';

/** A change as the stream tells it. */
export function presentChange(change: Change, config: Config): StreamEvent {
  const id = formatPosition(change.position);
  if (change.delivery === null) {
    const data = { id: toPublicId('wh', change.webhookId), status: change.status } as WebhookChangeBody;
    return { id, event: { name: 'webhook', data } };
  }
  return { id, event: { name: 'delivery', data: presentDeliveryChange(change, change.delivery, config) } };
}

/** The delivery as it is now, save what the change says; of what came after it, nothing that would contradict it. */
function presentDeliveryChange(
  change: Change,
  { run, attemptCount, now }: NonNullable<Change['delivery']>,
  config: Config,
): DeliveryChangeBody {
  const row = presentDeliveryRow(now, config);
  const status = change.status as DeliveryChangeBody['status'];
  const isOpen = status === 'queued' || status === 'retrying';
  const isCurrent = now.run === run && now.attemptCount === attemptCount;
  return {
    ...row,
    status,
    run,
    attemptCount,
    reason: isOpen ? null : row.reason,
    finishedAt: isOpen ? null : row.finishedAt,
    nextAttemptAt: status === 'retrying' && isCurrent ? row.nextAttemptAt : null,
    lastAttempt: isCurrent ? row.lastAttempt : null,
  };
}
