import { useQueryClient } from '@tanstack/react-query';
import { useSession } from '../session.js';
import { useLive } from './use-live.js';

/** Keeps the stream open between screens, and asks again for webhooks that changed, whoever changed them. */
export function useKeepLive(): void {
  const { workspaceId } = useSession();
  const queryClient = useQueryClient();
  const askAgain = (): void => void queryClient.invalidateQueries({ queryKey: [workspaceId, 'webhooks'] });
  useLive({ onWebhook: askAgain, onReset: askAgain });
}
