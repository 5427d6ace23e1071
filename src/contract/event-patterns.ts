import { isOperational } from './operational-event-types.js';

/** Names are dotted words: `lead.created`. */
export const EVENT_NAME = /^[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*$/;

/** Every pattern that takes this type: its name, each `prefix.*`, and `*`; of an operational event its name alone. */
export function patternsOf(type: string): string[] {
  if (isOperational(type)) return [type];
  const parts = type.split('.');
  const prefixes = parts.slice(0, -1).map((_, i) => `${parts.slice(0, i + 1).join('.')}.*`);
  return ['*', ...prefixes, type];
}

/** Whether a subscription's pattern takes events of this type. */
export function takes(pattern: string, type: string): boolean {
  return patternsOf(type).includes(pattern);
}
