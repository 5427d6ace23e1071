import type { DeliveryRow, Webhook } from '@posthorn/client';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { acceptedAt } from '../../event/accepted-at.js';
import { RelativeTime } from '../../parts/relative-time.js';
import { DeliveryChip } from '../../parts/status-chip.js';
import { latency } from '../../parts/time-text.js';
import { standingOf } from '../../queries/deliveries.js';
import classes from './delivery-list.module.css';
import type { Selection } from './use-selection.js';
import { shortUrl } from '../../parts/short-url.js';

interface DeliveryItemProps {
  row: DeliveryRow;
  /** From 1, with the head. */
  rowIndex: number;
  webhook: Webhook | undefined;
  ofOneWebhook: boolean;
  isCurrent: boolean;
  /** undefined: it cannot be. */
  isSelected: boolean | undefined;
  onSelect: Selection['toggle'] | undefined;
  top: number;
  height: number;
}

/** A row, which is a link as a whole. */
export const DeliveryItem = memo(function DeliveryItem(props: DeliveryItemProps) {
  const { row, rowIndex, webhook, ofOneWebhook, isCurrent, isSelected, onSelect, top, height } = props;
  const { id, eventId, event, subject, webhookId, lastAttempt } = row;
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      className={classes['row']}
      data-row={id}
      data-current={isCurrent || undefined}
      data-selected={isSelected || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {isSelected !== undefined && (
        <span role="cell" className={classes['check']}>
          <label>
            <input
              type="checkbox"
              aria-label={`Select ${event}${subject === null ? '' : ` about ${subject}`}`}
              checked={isSelected}
              onChange={({ nativeEvent }) => onSelect?.(id, isWithShift(nativeEvent))}
            />
          </label>
        </span>
      )}
      <span role="cell" className={classes['time']}>
        <RelativeTime at={acceptedAt(eventId)} />
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

function isWithShift(event: globalThis.Event): boolean {
  return event instanceof MouseEvent && event.shiftKey;
}
