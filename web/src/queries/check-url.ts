import { useDebouncedValue } from '@mantine/hooks';
import type { WebhookUrlVerdict } from '@posthorn/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';

/** Long enough for a letter to follow the one before. */
const TYPING_MS = 300;

export interface UrlJudgement {
  /** Absent: nothing to judge, or the first answer is still to come. */
  verdict: WebhookUrlVerdict | undefined;
  /** It was typed on since. */
  isJudging: boolean;
}

/** What Posthorn says of a URL while it is typed; `webhookId`: of the webhook that may have it already. */
export function useUrlJudgement(typed: string, webhookId?: string): UrlJudgement {
  const { posthorn, workspaceId } = useApi();
  const [url] = useDebouncedValue(typed.trim(), TYPING_MS);
  const { data, isFetching } = useQuery({
    queryKey: [workspaceId, 'check-url', webhookId, url],
    queryFn: ({ signal }) =>
      posthorn.webhooks.checkUrl({ url, ...(webhookId !== undefined && { webhookId }) }, { signal }),
    enabled: url !== '',
    // The last word stays until there is another: it does not flicker with every letter.
    placeholderData: keepPreviousData,
  });
  return { verdict: url === '' ? undefined : data, isJudging: isFetching || url !== typed.trim() };
}
