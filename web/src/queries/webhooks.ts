import type { CreateWebhook, PatchWebhook, Webhook } from '@posthorn/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api.js';
import { allOf } from './all-of.js';

/** How often the count of held deliveries is asked for. */
const HELD_MS = 2_000;

/** Every webhook of the workspace, newest first. */
export function useWebhooks() {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'webhooks'],
    queryFn: ({ signal }): Promise<Webhook[]> => allOf(posthorn.webhooks.list({ limit: 250 }, { signal })),
  });
}

export function useWebhook(webhookId: string) {
  const { posthorn, workspaceId } = useApi();
  const queryClient = useQueryClient();
  return useQuery({
    queryKey: [workspaceId, 'webhooks', webhookId],
    queryFn: ({ signal }) => posthorn.webhooks.get(webhookId, { signal }),
    // What is held grows and shrinks without a word from the stream.
    refetchInterval: ({ state }) =>
      state.data && (state.data.status !== 'enabled' || state.data.heldDeliveries > 0) ? HELD_MS : false,
    // The list knows it already.
    placeholderData: () =>
      queryClient.getQueryData<Webhook[]>([workspaceId, 'webhooks'])?.find(({ id }) => id === webhookId),
  });
}

/** After each of these the list and the webhook are asked for again. */
function useChange<Given, Made>(change: (given: Given) => Promise<Made>) {
  const { workspaceId } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queryClient.invalidateQueries({ queryKey: [workspaceId, 'webhooks'] }),
  });
}

export function useCreateWebhook() {
  const { posthorn } = useApi();
  return useChange((webhook: CreateWebhook) => posthorn.webhooks.create(webhook));
}

export function useUpdateWebhook(webhookId: string) {
  const { posthorn } = useApi();
  return useChange((changes: PatchWebhook) => posthorn.webhooks.update(webhookId, changes));
}

export function usePauseWebhook(webhookId: string) {
  const { posthorn } = useApi();
  return useChange(() => posthorn.webhooks.pause(webhookId));
}

export function useResumeWebhook(webhookId: string) {
  const { posthorn } = useApi();
  return useChange((held: 'send' | 'discard') => posthorn.webhooks.resume(webhookId, { held }));
}

export function useEnableWebhook(webhookId: string) {
  const { posthorn } = useApi();
  return useChange(() => posthorn.webhooks.enable(webhookId));
}

export function useDeleteWebhook(webhookId: string) {
  const { posthorn } = useApi();
  return useChange(() => posthorn.webhooks.delete(webhookId));
}
