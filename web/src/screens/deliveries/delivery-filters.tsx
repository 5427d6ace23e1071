import { Button, Group, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ListFilter } from 'lucide-react';
import { useRef } from 'react';
import { type SearchChange, changed } from '../../filters/changed.js';
import { ChoiceFilter } from '../../filters/choice-filter.js';
import { ClearFilters } from '../../filters/clear-filters.js';
import { EventTypeFilter } from '../../filters/event-type-filter.js';
import { TimeFilter } from '../../filters/time-filter.js';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { SearchField } from '../../parts/search-field.js';
import { shortUrl } from '../../parts/short-url.js';
import { useWebhooks } from '../../queries/webhooks.js';
import { AnswerFilter } from './answer-filter.js';
import { DELIVERY_STATUSES, type DeliverySearch } from './delivery-search.js';
import classes from './delivery-filters.module.css';

export interface FilterProps {
  search: DeliverySearch;
  /** All filters, with what changed. */
  onSearch: (search: DeliverySearch) => void;
}

export function DeliveryFilters({ search, onSearch, ofOneWebhook }: FilterProps & { ofOneWebhook: boolean }) {
  const { data: webhooks } = useWebhooks();
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Find by subject', () => field.current?.focus());
  const [isOpen, { toggle }] = useDisclosure(false);
  const set = (change: SearchChange<DeliverySearch>): void => onSearch(changed(search, change));
  const count = Object.keys(search).filter((name) => name !== 'subject').length;
  return (
    <div className={classes['filters']} role="search" aria-label="Filter deliveries">
      <Group gap="xs" wrap="nowrap" className={classes['first']}>
        <SearchField
          ref={field}
          label="Subject"
          placeholder="Subject, such as a lead’s id"
          value={search.subject}
          onValue={(subject) => set({ subject })}
          width="100%"
        />
        <Button
          className={classes['toggle']}
          variant="default"
          leftSection={<ListFilter size={15} />}
          onClick={toggle}
          aria-expanded={isOpen}
        >
          {count === 0 ? 'Filters' : `Filters (${count})`}
        </Button>
      </Group>
      <div className={classes['others']} data-open={isOpen || undefined}>
        <Select
          aria-label="Status"
          placeholder="Any status"
          data={[...DELIVERY_STATUSES]}
          value={search.status ?? null}
          onChange={(value) => set({ status: DELIVERY_STATUSES.find((known) => known === value) })}
          clearable
          w={140}
        />
        <EventTypeFilter chosen={search.eventType} onChosen={(eventType) => set({ eventType })} />
        {!ofOneWebhook && (
          <ChoiceFilter
            label="Webhook"
            placeholder="Any webhook"
            choices={(webhooks ?? []).map(({ id, url }) => ({ value: id, label: shortUrl(url) }))}
            chosen={search.webhookId}
            onChosen={(webhookId) => set({ webhookId })}
            comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
            w={190}
          />
        )}
        <AnswerFilter search={search} onSearch={onSearch} />
        <TimeFilter time={search} onTime={set} />
        <ClearFilters search={search} onClear={() => onSearch({})} />
      </div>
    </div>
  );
}
