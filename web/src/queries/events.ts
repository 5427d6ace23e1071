import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';

export function useEvent(eventId: string | undefined) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'events', eventId],
    queryFn: ({ signal }) => posthorn.events.get(eventId ?? '', { signal }),
    enabled: eventId !== undefined,
  });
}
