import type { RotateSecret } from '@posthorn/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api.js';

function keyOf(workspaceId: string, webhookId: string) {
  return [workspaceId, 'secrets', webhookId] as const;
}

/** Asked for only once someone wants to see them: it is recorded. */
export function useSecrets(webhookId: string, revealed: boolean) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: keyOf(workspaceId, webhookId),
    queryFn: ({ signal }) => posthorn.webhooks.secrets(webhookId, { signal }),
    enabled: revealed,
    // Not once more by itself, and not kept when nobody looks.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

export function useRotateSecret(webhookId: string) {
  const { posthorn, workspaceId } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (how: RotateSecret) => posthorn.webhooks.rotateSecret(webhookId, how),
    onSuccess: (secrets) => queryClient.setQueryData(keyOf(workspaceId, webhookId), secrets),
  });
}
