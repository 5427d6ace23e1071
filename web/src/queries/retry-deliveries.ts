import type { DeliveryRow } from '@posthorn/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api.js';
import { showInLists } from './deliveries.js';

/** As many calls at a time: a hundred take a few seconds, and the page's other calls are not behind them. */
const AT_ONCE = 4;

export interface Refused {
  id: string;
  error: unknown;
}

/** Sends several again, each as one press of its own button would; answers those that could not be. */
export function useRetryDeliveries() {
  const { posthorn, workspaceId } = useApi();
  const queryClient = useQueryClient();
  const [done, setDone] = useState(0);
  const retryOne = async (id: string): Promise<Refused | undefined> => {
    try {
      const row: DeliveryRow = await posthorn.deliveries.retry(id);
      showInLists(queryClient, [workspaceId, 'deliveries'], row);
      return undefined;
    } catch (error) {
      return { id, error };
    } finally {
      setDone((count) => count + 1);
    }
  };
  const mutation = useMutation({
    mutationFn: async (ids: readonly string[]): Promise<Refused[]> => {
      setDone(0);
      const left = [...ids];
      const refused: Refused[] = [];
      const work = async (): Promise<void> => {
        for (let id = left.shift(); id !== undefined; id = left.shift()) {
          const refusal = await retryOne(id);
          if (refusal) refused.push(refusal);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return refused;
    },
  });
  return { ...mutation, done };
}
