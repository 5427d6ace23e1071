import type { Attempt, TestSend } from '@posthorn/client';
import { useMutation } from '@tanstack/react-query';
import { useApi } from '../api.js';

/** A test that was sent, and what came of it; the attempt is absent where it took too long to wait for. */
export interface TestSent {
  eventId: string;
  deliveryId: string;
  attempt?: Attempt;
}

/** Sends a test event to the webhook and waits for what it answers. */
export function useTestWebhook(webhookId: string) {
  const { posthorn } = useApi();
  return useMutation({
    mutationFn: (test: Omit<TestSend, 'wait'>): Promise<TestSent> =>
      posthorn.webhooks.test(webhookId, { ...test, wait: true }),
  });
}
