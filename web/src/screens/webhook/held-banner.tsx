import type { Webhook } from '@posthorn/client';
import { Text } from '@mantine/core';
import classes from './webhook.module.css';

/** While nothing is sent: who stopped it, why, and what waits. */
export function HeldBanner({ webhook: { status, statusReason, heldDeliveries } }: { webhook: Webhook }) {
  const held =
    heldDeliveries === 0
      ? 'Nothing is held yet; what is emitted meanwhile will be.'
      : `${heldDeliveries} ${heldDeliveries === 1 ? 'delivery is' : 'deliveries are'} held, and none is lost.`;
  return (
    <div className={classes['banner']} data-tone={status === 'paused' ? 'held' : 'bad'} role="status">
      <div>
        <Text fw={600}>
          {status === 'paused' ? 'Paused' : `Disabled: ${statusReason ?? 'by the system.'}`}
        </Text>
        <Text size="sm">
          {held}
          {status === 'disabled' && ' Enable it once the receiver is back: then they are sent.'}
        </Text>
      </div>
    </div>
  );
}
