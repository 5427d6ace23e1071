import type { EventType } from '@posthorn/client';

/** Only Posthorn itself emits these, to webhooks that name them: no wildcard takes one. */
export function isOperational({ group }: Pick<EventType, 'group'>): boolean {
  return group === 'Operations';
}
