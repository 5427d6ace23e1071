import type { EventQuery } from '@posthorn/client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api.js';
import { firstPage } from './first-page.js';

/** `matched: false`: only those that no webhook took. */
export type EventFilter = Omit<EventQuery, 'limit' | 'cursor'> & { matched?: boolean };

const ROWS_A_PAGE = 50;
/** How often it is looked whether there are newer ones. */
const LOOK_MS = 5_000;

/** As far as they were asked for, newest first. */
export function useEventPages(filter: EventFilter) {
  const { posthorn, workspaceId } = useApi();
  return useInfiniteQuery({
    queryKey: [workspaceId, 'events', 'list', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      firstPage(posthorn.events.list({ ...filter, limit: ROWS_A_PAGE, cursor }, { signal })),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: Infinity,
    refetchOnMount: 'always',
  });
}

/** How many came after the first one that is shown, up to a page: rows that somebody reads do not move by themselves. */
export function useNewerEvents(filter: EventFilter, newestId: string | undefined): number {
  const { posthorn, workspaceId } = useApi();
  const { data } = useQuery({
    queryKey: [workspaceId, 'events', 'newer', filter, newestId ?? null],
    queryFn: async ({ signal }) => {
      const { data: rows } = await firstPage(
        posthorn.events.list({ ...filter, limit: ROWS_A_PAGE }, { signal }),
      );
      const known = rows.findIndex(({ id }) => newestId !== undefined && id <= newestId);
      return known === -1 ? rows.length : known;
    },
    initialData: 0,
    refetchInterval: LOOK_MS,
  });
  return data;
}

/** Erases payload and stored responses; the record stays. */
export function useErasePayload(eventId: string) {
  const { posthorn, workspaceId } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => posthorn.events.erasePayload(eventId),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: [workspaceId, 'events', eventId] }),
        queryClient.invalidateQueries({ queryKey: [workspaceId, 'delivery'] }),
      ]),
  });
}
