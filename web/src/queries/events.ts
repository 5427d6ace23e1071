import type { Event } from '@posthorn/client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';

/** What receivers get as body, byte for byte. undefined, too, once it is erased. */
export function useEventPayload(event: Event | undefined) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'events', event?.id, 'payload'],
    queryFn: ({ signal }) => posthorn.events.payload(event?.id ?? '', { signal }),
    enabled: event !== undefined && event.data !== null,
    // It never changes.
    staleTime: Infinity,
  });
}

export function useEvent(eventId: string | undefined) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'events', eventId],
    queryFn: ({ signal }) => posthorn.events.get(eventId ?? '', { signal }),
    enabled: eventId !== undefined,
  });
}
