import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';

/** How often figures are asked for again while they are looked at. */
const REFRESH_MS = 30_000;

/** The last 24 hours of the workspace, and of each of its webhooks. */
export function useDayByWebhook() {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'stats', 'day-by-webhook'],
    queryFn: ({ signal }) => posthorn.stats.get({ by: 'webhook' }, { signal }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** How one webhook does; `from` defaults to 24 hours ago. */
export function useWebhookStats(webhookId: string, from?: string) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'stats', 'webhook', webhookId, from],
    queryFn: ({ signal }) =>
      posthorn.webhooks.stats(webhookId, from === undefined ? {} : { from }, { signal }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}
