import type { Replay, StartReplay } from '@posthorn/client';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api.js';
import { firstPage } from './first-page.js';

export type ReplayRequest = Omit<StartReplay, 'dryRun'>;

/** How many deliveries a recovery would be about, before it is started. */
export function useReplayCount(webhookId: string | undefined, request: ReplayRequest) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'replay-count', webhookId, request],
    queryFn: async ({ signal }) => {
      const { count } = await posthorn.webhooks.countReplay(webhookId ?? '', request, { signal });
      return count;
    },
    enabled: webhookId !== undefined,
    // It counts what goes on changing.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}

export function useStartReplay() {
  const { posthorn, workspaceId } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ webhookId, request }: { webhookId: string; request: ReplayRequest }) =>
      posthorn.webhooks.replay(webhookId, request),
    onSuccess: (replay) => queryClient.setQueryData([workspaceId, 'replay', replay.id], replay),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [workspaceId, 'replays'] }),
  });
}

const LOOK_MS = 1_000;

/** One recovery, as far as it is. */
export function useReplay(replayId: string) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'replay', replayId],
    queryFn: ({ signal }): Promise<Replay> => posthorn.replays.get(replayId, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.status === 'running' ? LOOK_MS : false),
  });
}

export function useCancelReplay() {
  const { posthorn, workspaceId } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (replayId: string) => posthorn.replays.cancel(replayId),
    onSettled: (_replay, _error, replayId) =>
      queryClient.invalidateQueries({ queryKey: [workspaceId, 'replay', replayId] }),
  });
}

/** The last recoveries of a webhook, newest first. */
export function useReplays(webhookId: string | undefined) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'replays', webhookId],
    queryFn: async ({ signal }) => {
      const { data } = await firstPage(posthorn.replays.list(webhookId ?? '', { limit: 5 }, { signal }));
      return data;
    },
    enabled: webhookId !== undefined,
  });
}
