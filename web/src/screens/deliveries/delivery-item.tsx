import type { DeliveryRow, Webhook } from '@posthorn/client';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { RelativeTime } from '../../parts/relative-time.js';
import { DeliveryChip } from '../../parts/status-chip.js';
import { latency } from '../../parts/time-text.js';
import { standingOf } from '../../queries/deliveries.js';
import classes from './delivery-list.module.css';
import { shortUrl } from './short-url.js';

interface DeliveryItemProps {
  row: DeliveryRow;
  /** From 1, with the head. */
  rowIndex: number;
  webhook: Webhook | undefined;
  ofOneWebhook: boolean;
  isCurrent: boolean;
  top: number;
  height: number;
}

/** A row, which is a link as a whole. */
export const DeliveryItem = memo(function DeliveryItem(props: DeliveryItemProps) {
  const { row, rowIndex, webhook, ofOneWebhook, isCurrent, top, height } = props;
  const { id, event, subject, webhookId, createdAt, lastAttempt } = row;
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      className={classes['row']}
      data-row={id}
      data-current={isCurrent || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <span role="cell" className={classes['time']}>
        <RelativeTime at={createdAt} />
      </span>
      <span role="cell" className={classes['event']}>
        <Link to="/deliveries/$deliveryId" params={{ deliveryId: id }} className={classes['link']}>
          {event}
        </Link>
      </span>
      <span role="cell" className={classes['subject']} title={subject ?? undefined}>
        {subject}
      </span>
      {!ofOneWebhook && (
        <span role="cell" className={classes['webhook']} title={webhook?.url ?? webhookId}>
          {webhook ? shortUrl(webhook.url) : webhookId}
        </span>
      )}
      <span role="cell" className={classes['status']}>
        <DeliveryChip delivery={{ ...row, status: standingOf(row, webhook) }} />
      </span>
      <span role="cell" className={classes['answer']} data-bad={lastAttempt?.errorCode ? true : undefined}>
        {lastAttempt?.responseStatus ?? lastAttempt?.errorCode}
      </span>
      <span role="cell" className={classes['latency']}>
        {typeof lastAttempt?.durationMs === 'number' && latency(lastAttempt.durationMs)}
      </span>
    </div>
  );
});
