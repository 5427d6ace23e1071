import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';
import { type TimeSpan, startOf } from '../statistics/time-span.js';

/** How often figures are asked for again while they are looked at. */
const REFRESH_MS = 15_000;

/** Of the workspace, up to now. */
export function useStatistics(span: TimeSpan) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'stats', 'of-workspace', span],
    queryFn: ({ signal }) => posthorn.stats.get({ from: startOf(span) }, { signal }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** Of one webhook, up to now, and whether it is failing. */
export function useWebhookStatistics(webhookId: string, span: TimeSpan) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'stats', 'of-webhook', webhookId, span],
    queryFn: ({ signal }) => posthorn.webhooks.stats(webhookId, { from: startOf(span) }, { signal }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}
