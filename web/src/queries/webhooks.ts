import type { Webhook } from '@posthorn/client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';
import { allOf } from './all-of.js';

/** Every webhook of the workspace, newest first. */
export function useWebhooks() {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'webhooks'],
    queryFn: ({ signal }): Promise<Webhook[]> => allOf(posthorn.webhooks.list({ limit: 250 }, { signal })),
  });
}
