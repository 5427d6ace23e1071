import type { EventTypeRegistry } from '../contract/event-types.js';
import { ProblemError } from '../errors.js';

/** A filter by event type: a slip of the pen is told, rather than answered with an empty list. */
export function checkEventType(eventTypes: EventTypeRegistry, name: string): void {
  if (eventTypes.find(name)) return;
  throw new ProblemError('invalid-input', 'A query parameter is not acceptable.', {
    errors: [{ pointer: 'eventType', detail: eventTypes.nameError(name) }],
  });
}
