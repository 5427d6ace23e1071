import { Button, Group, Select } from '@mantine/core';
import { X } from 'lucide-react';
import { useRef } from 'react';
import { AUDIT_ACTIONS } from '../../../generated/words.js';
import { useShortcut } from '../../../keyboard/shortcuts.js';
import { SearchField } from '../../../parts/search-field.js';
import { TimeFilter } from '../../deliveries/time-filter.js';
import type { AuditSearch } from './audit-search.js';

type Change = { [Name in keyof AuditSearch]?: AuditSearch[Name] | undefined };

interface AuditFiltersProps {
  search: AuditSearch;
  onSearch: (search: AuditSearch) => void;
}

export function AuditFilters({ search, onSearch }: AuditFiltersProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Find by actor', () => field.current?.focus());
  const set = (change: Change): void =>
    onSearch(
      Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined)),
    );
  const { from, to } = search;
  return (
    <Group gap="xs" mb="md" role="search" aria-label="Filter the audit">
      <SearchField
        ref={field}
        label="Actor"
        placeholder="Key’s id, admin or portal"
        width={230}
        value={search.actor}
        onValue={(actor) => set({ actor })}
      />
      <Select
        aria-label="Action"
        placeholder="Any action"
        data={[...AUDIT_ACTIONS]}
        value={search.action ?? null}
        onChange={(value) => set({ action: AUDIT_ACTIONS.find((known) => known === value) })}
        clearable
        searchable
        w={190}
      />
      <TimeFilter
        search={{ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }}
        onSearch={(time) => set({ from: time.from, to: time.to })}
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
