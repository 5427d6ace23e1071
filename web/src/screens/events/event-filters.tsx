import { Button, Group, SegmentedControl, Select } from '@mantine/core';
import { X } from 'lucide-react';
import { useRef } from 'react';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { SearchField } from '../../parts/search-field.js';
import { useEventTypes } from '../../queries/event-types.js';
import { TimeFilter } from '../deliveries/time-filter.js';
import type { EventSearch } from './event-search.js';

interface EventFiltersProps {
  search: EventSearch;
  onSearch: (search: EventSearch) => void;
}

type Change = { [Name in keyof EventSearch]?: EventSearch[Name] | undefined };

export function EventFilters({ search, onSearch }: EventFiltersProps) {
  const { data: eventTypes } = useEventTypes();
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Find by subject', () => field.current?.focus());
  const set = (change: Change): void => onSearch(withoutAbsent({ ...search, ...change }));
  const { from, to } = search;
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
      <Select
        aria-label="Event type"
        placeholder="Any event type"
        data={withChosen(
          (eventTypes ?? []).map(({ name }) => name),
          search.eventType,
        )}
        value={search.eventType ?? null}
        onChange={(value) => set({ eventType: value ?? undefined })}
        clearable
        searchable
        w={190}
      />
      <TimeFilter
        search={{ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }}
        onSearch={(time) => set({ from: time.from, to: time.to })}
      />
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
      {Object.keys(search).length > 0 && (
        <Button
          variant="subtle"
          color="gray"
          px="xs"
          leftSection={<X size={15} />}
          onClick={() => onSearch({})}
        >
          Clear
        </Button>
      )}
    </Group>
  );
}

/** What a link asks for stands in the choice, known or not. */
function withChosen(names: string[], chosen: string | undefined): string[] {
  return chosen === undefined || names.includes(chosen) ? names : [chosen, ...names];
}

function withoutAbsent(search: Change): EventSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
