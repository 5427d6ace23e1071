import { Button } from '@mantine/core';
import { Inbox, SearchX } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { EmptyState } from '../../parts/empty-state.js';
import { ErrorState } from '../../parts/error-state.js';
import { LoadingState } from '../../parts/loading-state.js';
import { type DeliveryFilter, useDeliveryPages } from '../../queries/deliveries.js';
import { useSession } from '../../session.js';
import { DeliveryRows } from './delivery-rows.js';
import { LiveBar } from './live-bar.js';
import { SelectionBar } from './selection-bar.js';
import { useLiveDeliveries } from './use-live-deliveries.js';
import { useSelection } from './use-selection.js';

interface DeliveryListProps {
  filter: DeliveryFilter;
  /** Without the column that says the same in every row. */
  ofOneWebhook: boolean;
  /** Takes the filters away; absent: there are none. */
  onClear?: () => void;
}

/** The deliveries that the filter lets through, newest first, live. */
export function DeliveryList({ filter, ofOneWebhook, onClear }: DeliveryListProps) {
  const isBusy = useRef(false);
  const query = useDeliveryPages(filter);
  const { data, error, queryKey, refetch } = query;
  const { mayManage } = useSession();
  const live = useLiveDeliveries(filter, queryKey, () => isBusy.current || globalThis.scrollY > 0);
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const selection = useSelection(rows);
  return (
    <div>
      <LiveBar live={live}>
        <SelectionBar selection={selection} rows={rows} />
      </LiveBar>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <LoadingState rows={12} />
      ) : rows.length > 0 ? (
        <DeliveryRows
          rows={rows}
          ofOneWebhook={ofOneWebhook}
          isBusy={isBusy}
          {...(mayManage && { selection })}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          loadMoreError={query.isFetchNextPageError ? error : null}
          loadMore={() => void query.fetchNextPage({ cancelRefetch: false })}
        />
      ) : onClear ? (
        <EmptyState
          icon={SearchX}
          title="No delivery matches"
          actions={
            <Button variant="default" onClick={onClear}>
              Clear the filters
            </Button>
          }
        >
          New ones that match appear here by themselves.
        </EmptyState>
      ) : (
        <EmptyState icon={Inbox} title="No delivery yet">
          As soon as an event is emitted that a webhook takes, its delivery appears here. A test from the
          webhook’s page does it too.
        </EmptyState>
      )}
    </div>
  );
}
