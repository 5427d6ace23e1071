import type { Delivery, Event, Webhook } from '@posthorn/client';
import { standingOf } from '../../queries/deliveries.js';

export interface KnownDelivery {
  delivery: Delivery;
  /** undefined: not known yet. */
  event: Event | undefined;
  webhook: Webhook | undefined;
  isWebhookDeleted: boolean;
}

/** Why it cannot be sent now; undefined: it can. */
export function refusalOfSending({
  delivery,
  event,
  webhook,
  isWebhookDeleted,
}: KnownDelivery): string | undefined {
  if (event?.test) return 'A test is sent once. Send another one from the webhook.';
  if (event?.data === null) return 'The payload was erased.';
  if (isWebhookDeleted) return 'The webhook was deleted.';
  const status = standingOf(delivery, webhook);
  if (status === 'sending') return 'An attempt is under way.';
  if (status === 'held') return `The webhook is ${webhook?.status ?? 'paused'}: it goes on when that ends.`;
  return undefined;
}

export function isOver({ finishedAt }: Delivery): boolean {
  return finishedAt !== null;
}
