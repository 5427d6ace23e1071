import type { Workspace } from '@posthorn/client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';
import { allOf } from './all-of.js';

/** For sessions of the instance. */
export function useWorkspaces() {
  const { posthorn } = useApi();
  return useQuery({
    queryKey: ['workspaces'],
    queryFn: ({ signal }): Promise<Workspace[]> =>
      allOf(posthorn.workspaces.list({ limit: 250 }, { signal })),
  });
}
