import type { DeliveryRow } from '@posthorn/client';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../api.js';
import { useLive } from '../../live/use-live.js';
import table from '../../parts/data-table.module.css';
import { RelativeTime } from '../../parts/relative-time.js';
import { SectionCard } from '../../parts/section-card.js';
import { DeliveryChip } from '../../parts/status-chip.js';
import { latency } from '../../parts/time-text.js';
import { standingOf } from '../../queries/deliveries.js';
import { useWebhooks } from '../../queries/webhooks.js';
import { shortUrl } from '../../parts/short-url.js';
import classes from './event.module.css';

/** Where it went, and how that stands. */
export function EventDeliveries({ deliveries }: { deliveries: readonly DeliveryRow[] }) {
  const { workspaceId } = useApi();
  const queryClient = useQueryClient();
  const { data: webhooks } = useWebhooks();
  useLive({
    onDelivery: ({ id, eventId }) => {
      if (deliveries.some((known) => known.id === id))
        void queryClient.invalidateQueries({ queryKey: [workspaceId, 'events', eventId] });
    },
  });
  const count = deliveries.length === 1 ? 'One webhook took it.' : `${deliveries.length} webhooks took it.`;
  return (
    <SectionCard title="Deliveries" about={count}>
      <div className={table['frame']}>
        <table className={`${table['table']} ${classes['table']}`}>
          <thead>
            <tr>
              <th scope="col">Webhook</th>
              <th scope="col">Status</th>
              <th scope="col">Answer</th>
              <th scope="col">Latency</th>
              <th scope="col">Finished</th>
            </tr>
          </thead>
          <tbody>
            {deliveries.map((delivery) => {
              const { id, webhookId, lastAttempt, finishedAt } = delivery;
              const webhook = webhooks?.find((known) => known.id === webhookId);
              return (
                <tr key={id}>
                  <td>
                    <Link
                      to="/deliveries/$deliveryId"
                      params={{ deliveryId: id }}
                      className={`${classes['link']} ${table['opens']}`}
                    >
                      {webhook ? shortUrl(webhook.url) : 'a webhook that was deleted'}
                    </Link>
                  </td>
                  <td>
                    <DeliveryChip delivery={{ ...delivery, status: standingOf(delivery, webhook) }} />
                  </td>
                  <td>{lastAttempt?.responseStatus ?? lastAttempt?.errorCode ?? ''}</td>
                  <td className={classes['quiet']}>{timeOf(lastAttempt?.durationMs ?? null)}</td>
                  <td className={classes['quiet']}>
                    {finishedAt !== null && <RelativeTime at={finishedAt} />}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </SectionCard>
  );
}

function timeOf(durationMs: number | null): string {
  return durationMs === null ? '' : latency(durationMs);
}
