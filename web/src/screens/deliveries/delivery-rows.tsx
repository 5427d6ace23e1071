import type { DeliveryRow } from '@posthorn/client';
import { Button, Center, Loader, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { useRowCursor } from '../../keyboard/use-row-cursor.js';
import { messageOf } from '../../parts/explain-error.js';
import { useWebhooks } from '../../queries/webhooks.js';
import classes from './delivery-list.module.css';
import { DeliveryItem } from './delivery-item.js';
import { useRetryShortcut } from './use-retry-shortcut.js';
import type { Selection } from './use-selection.js';
import { useSteadyScroll } from './use-steady-scroll.js';

const ROW_PX = 44;
const NARROW_ROW_PX = 92;
/** The next rows are asked for when so many of the known ones are left below. */
const ROWS_AHEAD = 60;

interface DeliveryRowsProps {
  rows: DeliveryRow[];
  ofOneWebhook: boolean;
  /** Told while somebody points at a row, or goes through them by keyboard. */
  isBusy: RefObject<boolean>;
  /** Absent: rows cannot be picked. */
  selection?: Selection;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMoreError: Error | null;
  loadMore: () => void;
}

/** Only the rows that are seen are drawn, however many there are. */
export function DeliveryRows(props: DeliveryRowsProps) {
  const { rows, ofOneWebhook, isBusy, selection, hasMore, isLoadingMore, loadMoreError, loadMore } = props;
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const rowPx = isNarrow ? NARROW_ROW_PX : ROW_PX;
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    setTop((body.current?.getBoundingClientRect().top ?? 0) + globalThis.scrollY);
  }, [isNarrow]);
  // Its object stays the same while what it tells changes: nothing that is drawn from it may be kept by a compiler.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowPx,
    getItemKey: (index) => rows[index]?.id ?? index,
    scrollMargin: top,
    overscan: 12,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowPx]);
  useSteadyScroll(rows, rowPx);

  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const wantsMore = hasMore && !isLoadingMore && !loadMoreError && last >= rows.length - ROWS_AHEAD;
  useEffect(() => {
    if (wantsMore) loadMore();
  });

  const { data: webhooks } = useWebhooks();
  const webhookById = useMemo(() => new Map(webhooks?.map((webhook) => [webhook.id, webhook])), [webhooks]);
  const navigate = useNavigate();
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const current = useRowCursor(
    ids,
    (deliveryId) => void navigate({ to: '/deliveries/$deliveryId', params: { deliveryId } }),
  );
  useRetryShortcut(rows.find(({ id }) => id === current));
  const selected = selection?.ids;
  useShortcut('x', 'Select the row, or no longer', () => {
    if (current !== undefined) selection?.toggle(current, false);
  });
  const isInUse = current !== undefined || (selected?.size ?? 0) > 0;
  const isPointedAt = useRef(false);
  const tellBusy = (isPointing: boolean): void => {
    isPointedAt.current = isPointing;
    isBusy.current = isPointing || isInUse;
  };
  useEffect(() => {
    isBusy.current = isPointedAt.current || isInUse;
    return () => {
      isBusy.current = false;
    };
  }, [isBusy, isInUse]);

  return (
    <div
      className={classes['list']}
      role="table"
      aria-label="Deliveries"
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      data-one={ofOneWebhook || undefined}
      data-selectable={selection !== undefined || undefined}
      onPointerEnter={({ pointerType }) => tellBusy(pointerType === 'mouse')}
      onPointerLeave={() => tellBusy(false)}
    >
      <div role="rowgroup">
        <div role="row" className={classes['head']} aria-rowindex={1}>
          {selection && (
            <span role="columnheader">
              <VisuallyHidden>Selected</VisuallyHidden>
            </span>
          )}
          <span role="columnheader" title="When the event was accepted">
            Time
          </span>
          <span role="columnheader">Event</span>
          <span role="columnheader">Subject</span>
          {!ofOneWebhook && (
            <span role="columnheader" data-column="webhook">
              Webhook
            </span>
          )}
          <span role="columnheader">Status</span>
          <span role="columnheader">Answer</span>
          <span role="columnheader" className={classes['latency']}>
            Latency
          </span>
        </div>
      </div>
      <div
        role="rowgroup"
        ref={body}
        className={classes['body']}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <DeliveryItem
                key={row.id}
                row={row}
                rowIndex={index + 2}
                webhook={webhookById.get(row.webhookId)}
                ofOneWebhook={ofOneWebhook}
                isCurrent={row.id === current}
                isSelected={selected?.has(row.id)}
                onSelect={selection?.toggle}
                top={start - top}
                height={rowPx}
              />
            )
          );
        })}
      </div>
      <div className={classes['end']}>
        {isLoadingMore && (
          <Center>
            <Loader size="sm" role="progressbar" aria-label="Loading more" />
          </Center>
        )}
        {loadMoreError && (
          <Center>
            {messageOf(loadMoreError)}
            <Button variant="subtle" onClick={loadMore}>
              Try again
            </Button>
          </Center>
        )}
      </div>
    </div>
  );
}
