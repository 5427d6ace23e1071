import { Button, Skeleton, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useParams } from '@tanstack/react-router';
import { Eraser } from 'lucide-react';
import { BackLink } from '../../parts/back-link.js';
import { ErrorState } from '../../parts/error-state.js';
import { JsonView } from '../../parts/json-view.js';
import { LoadingState } from '../../parts/loading-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { SectionCard } from '../../parts/section-card.js';
import { useEvent, useEventPayload } from '../../queries/events.js';
import { useSession } from '../../session.js';
import { EraseDialog } from './erase-dialog.js';
import { EventDeliveries } from './event-deliveries.js';
import { EventFacts } from './event-facts.js';
import classes from './event.module.css';
import { NoWebhookTookIt } from './no-webhook-took-it.js';

export function EventScreen() {
  const { eventId } = useParams({ from: '/signed-in/events/$eventId' });
  const { mayManage } = useSession();
  const { data: event, error, refetch } = useEvent(eventId);
  const { data: payload } = useEventPayload(event);
  const [isErasing, { open, close }] = useDisclosure(false);
  const mayErase = mayManage && event !== undefined && event.data !== null;
  return (
    <>
      <PageHeader
        title={event?.event ?? 'Event'}
        above={<BackLink to="/events">Events</BackLink>}
        actions={
          mayErase && (
            <Button variant="default" leftSection={<Eraser size={16} />} onClick={open}>
              Erase payload
            </Button>
          )
        }
      />
      <div className={classes['facts']}>{event && <EventFacts event={event} />}</div>
      {error && !event ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !event ? (
        <LoadingState rows={3} height={140} />
      ) : (
        <Stack gap="md">
          {event.deliveries.length > 0 ? (
            <EventDeliveries deliveries={event.deliveries} />
          ) : (
            <NoWebhookTookIt event={event} />
          )}
          <SectionCard
            title="Payload"
            about={
              event.data === null
                ? 'It was erased, or kept for as long as this installation keeps payloads. The record of the event stays.'
                : 'What webhooks that take it get as body; its data as the producer sent it.'
            }
          >
            {event.data !== null &&
              (payload === undefined ? (
                <Skeleton height={240} />
              ) : (
                <JsonView value={payload} what="the payload" maxHeight={560} />
              ))}
          </SectionCard>
          <EraseDialog eventId={event.id} opened={isErasing} onClose={close} />
        </Stack>
      )}
    </>
  );
}
