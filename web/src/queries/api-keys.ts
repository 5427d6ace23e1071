import type { ApiKey, CreateApiKey } from '@posthorn/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api.js';
import { allOf } from './all-of.js';

/** Those of the workspace, and for an admin those of the instance. */
export function useApiKeys() {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'api-keys'],
    queryFn: ({ signal }): Promise<ApiKey[]> => allOf(posthorn.apiKeys.list({ limit: 250 }, { signal })),
  });
}

/** The answer holds the key, this once. */
export function useCreateApiKey() {
  const { posthorn } = useApi();
  return useChange((key: CreateApiKey) => posthorn.apiKeys.create(key));
}

export function useRevokeApiKey() {
  const { posthorn } = useApi();
  return useChange((id: string) => posthorn.apiKeys.delete(id));
}

function useChange<Variables, Answer>(change: (variables: Variables) => Promise<Answer>) {
  const { workspaceId } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queryClient.invalidateQueries({ queryKey: [workspaceId, 'api-keys'] }),
  });
}
