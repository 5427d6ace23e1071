import type { Webhook } from '@posthorn/client';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { useApi } from '../../api.js';
import type { LiveState } from '../../live/live-stream.js';
import { useLive } from '../../live/use-live.js';
import { type DeliveryFilter, standingOf } from '../../queries/deliveries.js';
import { matches } from './delivery-search.js';
import { type LiveCounts, LiveRows } from './live-rows.js';

export interface LiveDeliveries extends LiveCounts {
  state: LiveState;
  isPaused: boolean;
  pause: (isPaused: boolean) => void;
  showNew: () => void;
}

/** Keeps the list with this key and filter live, while it is shown. */
export function useLiveDeliveries(
  filter: DeliveryFilter,
  queryKey: QueryKey,
  holdsNew: () => boolean,
): LiveDeliveries {
  const queryClient = useQueryClient();
  const { workspaceId } = useApi();
  const [isPaused, setPaused] = useState(false);
  const [rows] = useState(
    () =>
      new LiveRows({
        queryClient,
        queryKey,
        holdsNew,
        isListed: (row) => {
          const webhooks = queryClient.getQueryData<Webhook[]>([workspaceId, 'webhooks']);
          const webhook = webhooks?.find(({ id }) => id === row.webhookId);
          return matches(filter, { ...row, status: standingOf(row, webhook) });
        },
      }),
  );
  const state = useLive({ onDelivery: (change) => rows.hear(change), onReset: () => rows.reset() });
  return {
    ...useSyncExternalStore(rows.subscribe, rows.counts),
    state,
    isPaused,
    pause: (pauses) => {
      setPaused(pauses);
      rows.pause(pauses);
    },
    showNew: () => rows.showNew(),
  };
}
