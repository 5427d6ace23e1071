import type { Delivery } from '@posthorn/client';
import { Stack } from '@mantine/core';
import { useParams, useSearch } from '@tanstack/react-router';
import { useLive } from '../../live/use-live.js';
import { BackLink } from '../../parts/back-link.js';
import { ErrorState } from '../../parts/error-state.js';
import { LoadingState } from '../../parts/loading-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { useDelivery } from '../../queries/deliveries.js';
import { useEvent, useEventPayload } from '../../queries/events.js';
import { useWebhook } from '../../queries/webhooks.js';
import { AttemptTimeline } from './attempt-timeline.js';
import { DeliveryActions } from './delivery-actions.js';
import { DeliveryFacts } from './delivery-facts.js';
import { DeliverySummary } from './delivery-summary.js';
import { PayloadCard } from './payload-card.js';
import { RunChoice } from './run-choice.js';
import { StaleLinkNotice } from './stale-link.js';

export function DeliveryScreen() {
  const { deliveryId } = useParams({ from: '/signed-in/deliveries/$deliveryId' });
  const { run } = useSearch({ from: '/signed-in/deliveries/$deliveryId' });
  const { data, error, refetch } = useDelivery(deliveryId, run === undefined ? undefined : Number(run));
  useLive({
    onDelivery: ({ id }) => {
      if (id === deliveryId) void refetch();
    },
    onReset: () => void refetch(),
  });
  if (data) return <Shown delivery={data} run={run === undefined ? data.run : Number(run)} />;
  return (
    <>
      <PageHeader title="Delivery" above={<BackLink to="/deliveries">Deliveries</BackLink>} />
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <LoadingState rows={5} height={84} />
      )}
    </>
  );
}

function Shown({ delivery, run }: { delivery: Delivery; run: number }) {
  const { data: event } = useEvent(delivery.eventId);
  const { data: webhook, error: webhookError } = useWebhook(delivery.webhookId);
  const known = { delivery, event, webhook, isWebhookDeleted: webhookError !== null && !webhook };
  const { data: payload } = useEventPayload(event);
  const body = event?.data === null ? null : payload;
  return (
    <>
      <PageHeader
        title={delivery.event}
        above={<BackLink to="/deliveries">Deliveries</BackLink>}
        actions={<DeliveryActions {...known} />}
      >
        <DeliverySummary {...known} />
      </PageHeader>
      <Stack gap="xl">
        <StaleLinkNotice event={event} />
        <DeliveryFacts delivery={delivery} event={event} />
        <section aria-label="Attempts">
          <RunChoice newest={delivery.run} run={run} deliveryId={delivery.id} />
          <AttemptTimeline
            delivery={delivery}
            webhook={webhook}
            isNewest={run === delivery.run}
            body={body}
          />
        </section>
        <PayloadCard text={body} />
      </Stack>
    </>
  );
}
