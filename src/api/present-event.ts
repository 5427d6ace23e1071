import { toPublicId } from '../ids.js';
import type { StoredEvent } from '../store/event-row.js';

export function presentEvent(event: StoredEvent) {
  return {
    id: toPublicId('evt', event.id),
    externalId: event.externalId,
    event: event.type,
    subject: event.subject,
    timestamp: event.occurredAt.toISOString(),
    workspaceId: event.workspaceId,
    test: event.test,
  };
}
