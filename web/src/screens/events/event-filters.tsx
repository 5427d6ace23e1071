import { Group, SegmentedControl } from '@mantine/core';
import { useRef } from 'react';
import { type SearchChange, changed } from '../../filters/changed.js';
import { ClearFilters } from '../../filters/clear-filters.js';
import { EventTypeFilter } from '../../filters/event-type-filter.js';
import { TimeFilter } from '../../filters/time-filter.js';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { SearchField } from '../../parts/search-field.js';
import type { EventSearch } from './event-search.js';

interface EventFiltersProps {
  search: EventSearch;
  onSearch: (search: EventSearch) => void;
}

export function EventFilters({ search, onSearch }: EventFiltersProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Find by subject', () => field.current?.focus());
  const set = (change: SearchChange<EventSearch>): void => onSearch(changed(search, change));
  return (
    <Group gap="xs" mb="md" role="search" aria-label="Filter events">
      <SearchField
        ref={field}
        label="Subject"
        placeholder="Subject, such as a lead's id"
        width={230}
        value={search.subject}
        onValue={(subject) => set({ subject })}
      />
      <SearchField
        label="External id"
        placeholder="External id"
        width={170}
        maxLength={64}
        value={search.externalId}
        onValue={(externalId) => set({ externalId })}
      />
      <EventTypeFilter chosen={search.eventType} onChosen={(eventType) => set({ eventType })} />
      <TimeFilter time={search} onTime={set} />
      <SegmentedControl
        aria-label="Which events"
        size="xs"
        data={[
          { value: 'all', label: 'All' },
          { value: 'false', label: 'Matched no webhook' },
        ]}
        value={search.matched ?? 'all'}
        onChange={(value) => set({ matched: value === 'false' ? value : undefined })}
      />
      <ClearFilters search={search} onClear={() => onSearch({})} />
    </Group>
  );
}
