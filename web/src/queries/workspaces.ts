import type { CreatePortalLink, Workspace } from '@posthorn/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
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

/** Makes one, or gives it another name. */
export function usePutWorkspace() {
  const { posthorn } = useApi();
  return useChange(({ id, name }: { id: string; name: string }) => posthorn.workspaces.put(id, { name }));
}

/** Erases the tenant. */
export function useDeleteWorkspace() {
  const { posthorn } = useApi();
  return useChange((id: string) => posthorn.workspaces.delete(id));
}

function useChange<Variables, Answer>(change: (variables: Variables) => Promise<Answer>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['workspaces'] }),
  });
}

/** For the workspace that is shown. */
export function useCreatePortalLink() {
  const { posthorn, workspaceId } = useApi();
  return useMutation({
    mutationFn: (link: CreatePortalLink) => posthorn.workspaces.createPortalLink(workspaceId, link),
  });
}

/** Ends its links, and the sessions that they began. */
export function useRevokePortalLinks() {
  const { posthorn, workspaceId } = useApi();
  return useMutation({ mutationFn: () => posthorn.workspaces.revokePortalLinks(workspaceId) });
}
