import { Group, Select } from '@mantine/core';
import { useRef } from 'react';
import { AUDIT_ACTIONS } from '../../../generated/words.js';
import { type SearchChange, changed } from '../../../filters/changed.js';
import { ClearFilters } from '../../../filters/clear-filters.js';
import { TimeFilter } from '../../../filters/time-filter.js';
import { useShortcut } from '../../../keyboard/shortcuts.js';
import { SearchField } from '../../../parts/search-field.js';
import type { AuditSearch } from './audit-search.js';

interface AuditFiltersProps {
  search: AuditSearch;
  onSearch: (search: AuditSearch) => void;
}

export function AuditFilters({ search, onSearch }: AuditFiltersProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Find by actor', () => field.current?.focus());
  const set = (change: SearchChange<AuditSearch>): void => onSearch(changed(search, change));
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
      <TimeFilter time={search} onTime={set} />
      <ClearFilters search={search} onClear={() => onSearch({})} />
    </Group>
  );
}
