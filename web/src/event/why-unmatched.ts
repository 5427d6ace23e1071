import type { EventRow, Webhook } from '@posthorn/client';
import { acceptedAt } from './accepted-at.js';
import { takes } from './takes.js';

/** Why an event went nowhere, as far as the webhooks of today tell. */
export type WhyUnmatched =
  | { why: 'nobody-takes-it' }
  | { why: 'created-later'; webhook: Webhook; byMs: number }
  | { why: 'changed-later'; webhook: Webhook };

export function whyUnmatched(
  { id, event }: Pick<EventRow, 'id' | 'event'>,
  webhooks: readonly Webhook[],
): WhyUnmatched {
  const at = acceptedAt(id).getTime();
  const takers = webhooks.filter((webhook) => takes(webhook, event));
  const changed = takers.find(({ createdAt }) => Date.parse(createdAt) <= at);
  if (changed) return { why: 'changed-later', webhook: changed };
  // Newest first: the last one is the one that was nearest to getting it.
  const webhook = takers.at(-1);
  if (!webhook) return { why: 'nobody-takes-it' };
  return { why: 'created-later', webhook, byMs: Date.parse(webhook.createdAt) - at };
}
