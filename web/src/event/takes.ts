import type { Webhook } from '@posthorn/client';

/** Whether a webhook takes events of this type: by its name, a `prefix.*`, or `*`; operational ones by their name alone. */
export function takes({ events }: Pick<Webhook, 'events'>, type: string, isOperational = false): boolean {
  if (isOperational) return events.includes(type);
  return events.some(
    (pattern) =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
}
