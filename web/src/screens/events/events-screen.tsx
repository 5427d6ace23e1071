import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowUp, Inbox, SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { EmptyState } from '../../parts/empty-state.js';
import { ErrorState } from '../../parts/error-state.js';
import { messageOf } from '../../parts/explain-error.js';
import { LoadingState } from '../../parts/loading-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { useEventPages, useNewerEvents } from '../../queries/event-pages.js';
import { EventFilters } from './event-filters.js';
import { type EventSearch, filterOf, readEventSearch } from './event-search.js';
import { EventTable } from './event-table.js';
import classes from './events.module.css';

export function EventsScreen() {
  const search = useSearch({ from: '/signed-in/events', select: readEventSearch, structuralSharing: true });
  const navigate = useNavigate({ from: '/events' });
  const onSearch = (changed: EventSearch): void => void navigate({ search: changed, replace: true });
  return (
    <>
      <PageHeader title="Events">All that producers emitted, and where it went.</PageHeader>
      <EventFilters search={search} onSearch={onSearch} />
      <EventList search={search} onClear={() => onSearch({})} />
    </>
  );
}

function EventList({ search, onClear }: { search: EventSearch; onClear: () => void }) {
  const filter = useMemo(() => filterOf(search), [search]);
  const { data, error, refetch, ...query } = useEventPages(filter);
  const rows = data?.pages.flatMap((page) => page.data) ?? [];
  const newer = useNewerEvents(filter, rows[0]?.id);
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <LoadingState rows={12} />;
  if (rows.length === 0 && newer === 0)
    return Object.keys(search).length > 0 ? (
      <NothingMatches search={search} onClear={onClear} />
    ) : (
      <NothingYet />
    );
  return (
    <>
      {newer > 0 && (
        <div className={classes['newer']}>
          <Button
            size="xs"
            radius="xl"
            leftSection={<ArrowUp size={14} />}
            loading={query.isRefetching}
            onClick={() => void refetch()}
          >
            {newer >= 50 ? '50 or more' : newer} new
          </Button>
        </div>
      )}
      <EventTable rows={rows} />
      {query.hasNextPage && (
        <div className={classes['more']}>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage({ cancelRefetch: false })}
          >
            Older events
          </Button>
        </div>
      )}
      {query.isFetchNextPageError && (
        <div className={classes['more']} role="alert">
          {messageOf(error)}
        </div>
      )}
    </>
  );
}

function NothingYet() {
  return (
    <EmptyState icon={Inbox} title="No event yet">
      Producers emit them with <code>POST /api/v1/events</code>, or with <code>@posthorn/client</code>. The
      event catalogue has a command to copy for each type.
    </EmptyState>
  );
}

function NothingMatches({ search, onClear }: { search: EventSearch; onClear: () => void }) {
  const onlyUnmatched = Object.keys(search).join() === 'matched';
  return (
    <EmptyState
      icon={SearchX}
      title={onlyUnmatched ? 'Every event matched a webhook' : 'No event matches'}
      actions={
        <Button variant="default" onClick={onClear}>
          Show all events
        </Button>
      }
    >
      {onlyUnmatched
        ? 'None went nowhere.'
        : 'Events are found by the exact subject and external id that the producer gave.'}
    </EmptyState>
  );
}
