import type { Webhook } from '@posthorn/client';

/** What people know a webhook by. */
export function hostOf({ url }: Pick<Webhook, 'url'>): string {
  return new URL(url).host;
}
