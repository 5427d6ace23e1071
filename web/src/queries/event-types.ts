import type { EventType } from '@posthorn/client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';
import { allOf } from './all-of.js';

/** All that can be emitted; they change with a deploy. */
export function useEventTypes() {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'event-types'],
    queryFn: ({ signal }): Promise<EventType[]> => allOf(posthorn.eventTypes.list({ signal })),
    staleTime: 10 * 60_000,
  });
}
