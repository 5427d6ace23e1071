import type { DeliveryRow } from '@posthorn/client';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { tellOf } from '../../parts/tell.js';
import { useRetryDelivery } from '../../queries/deliveries.js';
import { useSession } from '../../session.js';

/** `r`: the row at the cursor is tried again, where that loses nothing. */
export function useRetryShortcut(row: DeliveryRow | undefined): void {
  const { mayManage } = useSession();
  const { mutate } = useRetryDelivery();
  useShortcut('r', 'Retry the row now, or redeliver it if it failed', () => {
    // One that arrived, or that somebody stopped, is sent again on its own page, where that is asked.
    if (!row || !mayManage || row.status === 'delivered' || row.status === 'cancelled') return;
    mutate(row.id, tellOf(`${row.event} is sent again now.`));
  });
}
