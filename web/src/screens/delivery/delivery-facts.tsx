import type { Delivery, DeliveryWorkflow, Event } from '@posthorn/client';
import { Anchor } from '@mantine/core';
import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyButton } from '../../parts/copy-button.js';
import { RelativeTime } from '../../parts/relative-time.js';
import { TextLink } from '../../parts/text-link.js';
import classes from './delivery.module.css';

/** What support asks for, each to be copied. */
export function DeliveryFacts({ delivery, event }: { delivery: Delivery; event: Event | undefined }) {
  const { id, eventId, attemptCount, maximumAttempts, workflow } = delivery;
  return (
    <dl className={classes['facts']}>
      <Fact name="Delivery">
        <Id id={id} what="the delivery's id" />
      </Fact>
      <Fact name="Event">
        <Id id={eventId} what="the event's id">
          <TextLink to="/events/$eventId" params={{ eventId }} inherit c="inherit">
            {eventId}
          </TextLink>
        </Id>
      </Fact>
      {typeof event?.externalId === 'string' && (
        <Fact name="External id">
          <Id id={event.externalId} what="the external id" />
        </Fact>
      )}
      <Fact name="Occurred">{event ? <RelativeTime at={event.timestamp} /> : ' '}</Fact>
      <Fact name="Attempts">
        {attemptCount} of {maximumAttempts}
      </Fact>
      <Fact name="Temporal workflow">
        <WorkflowFact workflow={workflow} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Id({ id, what, children = id }: { id: string; what: string; children?: ReactNode }) {
  return (
    <span className={classes['id']}>
      <code title={id}>{children}</code>
      <CopyButton text={id} what={what} />
    </span>
  );
}

const UNAVAILABLE: Record<NonNullable<DeliveryWorkflow['unavailable']>, string> = {
  temporal: 'Temporal does not answer',
  'not-started': 'not started yet',
  'not-needed': 'none was needed',
  expired: 'history expired',
  lost: 'unknown to Temporal; it is started anew',
};

function WorkflowFact({ workflow: { id, status, url, unavailable } }: { workflow: DeliveryWorkflow }) {
  if (unavailable !== null) return <span title={id}>{UNAVAILABLE[unavailable]}</span>;
  const said = (status ?? '').toLowerCase();
  if (url === null) return <span title={id}>{said}</span>;
  return (
    <Anchor href={url} target="_blank" rel="noreferrer" inherit title={id}>
      {said} <ExternalLink size={13} style={{ verticalAlign: '-2px' }} aria-label="in the Temporal UI" />
    </Anchor>
  );
}
