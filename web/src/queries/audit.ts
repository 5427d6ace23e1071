import type { AuditQuery } from '@posthorn/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';
import { firstPage } from './first-page.js';

/** As far as they were asked for, newest first. */
export function useAuditPages(filter: Omit<AuditQuery, 'limit' | 'cursor'>) {
  const { posthorn, workspaceId } = useApi();
  return useInfiniteQuery({
    queryKey: [workspaceId, 'audit', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      firstPage(posthorn.audit.list({ ...filter, limit: 50, cursor }, { signal })),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchOnMount: 'always',
  });
}
