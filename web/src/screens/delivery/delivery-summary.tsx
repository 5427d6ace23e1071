import { Group, Text } from '@mantine/core';
import { RelativeTime } from '../../parts/relative-time.js';
import { DeliveryChip } from '../../parts/status-chip.js';
import { TextLink } from '../../parts/text-link.js';
import { standingOf } from '../../queries/deliveries.js';
import { shortUrl } from '../../parts/short-url.js';
import type { KnownDelivery } from './allowed-actions.js';

/** How it stands, where it goes, and what it is about, in a line. */
export function DeliverySummary({ delivery, event, webhook, isWebhookDeleted }: KnownDelivery) {
  const { webhookId, createdAt, subject } = delivery;
  return (
    <Group gap="4px 1rem" mt={4} mih={24}>
      <DeliveryChip delivery={{ ...delivery, status: standingOf(delivery, webhook) }} />
      {event?.test && <Text span>marked as test</Text>}
      <Text span>
        to{' '}
        {isWebhookDeleted ? (
          `a webhook that was deleted`
        ) : (
          <TextLink to="/settings/webhook/$webhookId" params={{ webhookId }} inherit>
            {webhook ? shortUrl(webhook.url) : webhookId}
          </TextLink>
        )}
      </Text>
      {subject !== null && (
        <Text span>
          about{' '}
          <TextLink to="/deliveries" search={{ subject }} inherit>
            {subject}
          </TextLink>
        </Text>
      )}
      <Text span>
        <RelativeTime at={createdAt} />
      </Text>
    </Group>
  );
}
