import type { EventType } from '@posthorn/client';
import { Skeleton, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { takes } from '../../event/takes.js';
import { SectionCard } from '../../parts/section-card.js';
import { StatusChip } from '../../parts/status-chip.js';
import { useWebhooks } from '../../queries/webhooks.js';
import { shortUrl } from '../../parts/short-url.js';
import classes from './event-types.module.css';
import { isOperational } from './is-operational.js';

/** The webhooks that events of this type go to. */
export function Takers({ eventType }: { eventType: EventType }) {
  const { data: webhooks, error } = useWebhooks();
  const takers = webhooks?.filter((webhook) => takes(webhook, eventType.name, isOperational(eventType)));
  return (
    <SectionCard
      title="Taken by"
      {...(isOperational(eventType) && { about: 'Only webhooks that name it get it: no wildcard takes it.' })}
    >
      {error ? (
        <Text c="dimmed">The webhooks could not be asked for.</Text>
      ) : !takers ? (
        <Skeleton height={24} />
      ) : takers.length === 0 ? (
        <Text>
          No webhook. <Link to="/settings/webhook/create">Create one</Link>, or its events match none.
        </Text>
      ) : (
        <div className={classes['takers']}>
          {takers.map(({ id, url, status }) => (
            <Link
              key={id}
              to="/settings/webhook/$webhookId"
              params={{ webhookId: id }}
              className={classes['taker']}
            >
              <span className={classes['url']}>{shortUrl(url)}</span>
              <StatusChip status={status} />
            </Link>
          ))}
        </div>
      )}
    </SectionCard>
  );
}
