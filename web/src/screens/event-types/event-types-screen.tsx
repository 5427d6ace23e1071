import { useNavigate, useSearch } from '@tanstack/react-router';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { EmptyState } from '../../parts/empty-state.js';
import { ErrorState } from '../../parts/error-state.js';
import { LoadingState } from '../../parts/loading-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { useEventTypes } from '../../queries/event-types.js';
import { SearchX } from 'lucide-react';
import { EventTypeCard } from './event-type-card.js';
import { EventTypeList } from './event-type-list.js';
import classes from './event-types.module.css';

export function EventTypesScreen() {
  const { name } = useSearch({ from: '/signed-in/event-types' });
  const navigate = useNavigate({ from: '/event-types' });
  const { data: eventTypes, error, refetch } = useEventTypes();
  const shown = name === undefined ? eventTypes?.[0] : eventTypes?.find((type) => type.name === name);
  const go = (steps: number): void => {
    const at = eventTypes?.findIndex((type) => type === shown) ?? -1;
    const next = eventTypes?.[at + steps];
    if (next) void navigate({ search: { name: next.name }, replace: true });
  };
  useShortcut('j', 'Next event type', () => go(1));
  useShortcut('k', 'Previous event type', () => go(-1));
  return (
    <>
      <PageHeader title="Event catalogue">What can be emitted, and who takes it.</PageHeader>
      {error && !eventTypes ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !eventTypes ? (
        <LoadingState rows={8} height={64} />
      ) : (
        <div className={classes['screen']}>
          <EventTypeList eventTypes={eventTypes} shown={shown?.name} />
          {shown ? (
            <EventTypeCard key={shown.name} eventType={shown} />
          ) : (
            <EmptyState icon={SearchX} title={`There is no event type ${name}`}>
              It may have another name by now.
            </EmptyState>
          )}
        </div>
      )}
    </>
  );
}
