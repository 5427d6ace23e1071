/**
 * Finds the deliveries of an event by their own key: their ids begin with its time, so that only what came in the same
 * millisecond is looked through. All of it is SQL.
 */
export function isOfEvent(delivery: { id: string; eventId: string }, eventId: string): string {
  return `${delivery.eventId} = ${eventId}
    and ${delivery.id} >= (left(${eventId}::text, 13) || '-0000-0000-000000000000')::uuid
    and ${delivery.id} <= (left(${eventId}::text, 13) || '-ffff-ffff-ffffffffffff')::uuid`;
}

/** Of `deliveries d`. */
export const DELIVERY = { id: 'd.id', eventId: 'd.event_id' };
/** Of `queue q`. */
export const QUEUED = { id: 'q.delivery_id', eventId: 'q.event_id' };
