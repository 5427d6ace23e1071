import { Button, Group, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ListFilter, X } from 'lucide-react';
import { useRef } from 'react';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { SearchField } from '../../parts/search-field.js';
import { useEventTypes } from '../../queries/event-types.js';
import { useWebhooks } from '../../queries/webhooks.js';
import { AnswerFilter } from './answer-filter.js';
import { DELIVERY_STATUSES, type DeliverySearch } from './delivery-search.js';
import classes from './delivery-filters.module.css';
import { TimeFilter } from './time-filter.js';
import { shortUrl } from './short-url.js';

export interface FilterProps {
  search: DeliverySearch;
  /** All filters, with what changed. */
  onSearch: (search: DeliverySearch) => void;
}

export function DeliveryFilters({ search, onSearch, ofOneWebhook }: FilterProps & { ofOneWebhook: boolean }) {
  const { data: eventTypes } = useEventTypes();
  const { data: webhooks } = useWebhooks();
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Find by subject', () => field.current?.focus());
  const [isOpen, { toggle }] = useDisclosure(false);
  const set = (change: { [Name in keyof DeliverySearch]?: DeliverySearch[Name] | undefined }): void =>
    onSearch(without({ ...search, ...change }));
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
        <Select
          aria-label="Event type"
          placeholder="Any event type"
          data={withChosen(
            (eventTypes ?? []).map(({ name }) => ({ value: name, label: name })),
            search.eventType,
          )}
          value={search.eventType ?? null}
          onChange={(value) => set({ eventType: value ?? undefined })}
          clearable
          searchable
          w={190}
        />
        {!ofOneWebhook && (
          <Select
            aria-label="Webhook"
            placeholder="Any webhook"
            data={withChosen(
              (webhooks ?? []).map(({ id, url }) => ({ value: id, label: shortUrl(url) })),
              search.webhookId,
            )}
            value={search.webhookId ?? null}
            onChange={(value) => set({ webhookId: value ?? undefined })}
            comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
            clearable
            searchable
            w={190}
          />
        )}
        <AnswerFilter search={search} onSearch={onSearch} />
        <TimeFilter search={search} onSearch={onSearch} />
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
      </div>
    </div>
  );
}

/** What a link asks for stands in the choice, known or not. */
function withChosen(
  choices: { value: string; label: string }[],
  chosen: string | undefined,
): { value: string; label: string }[] {
  if (chosen === undefined || choices.some(({ value }) => value === chosen)) return choices;
  return [{ value: chosen, label: chosen }, ...choices];
}

/** A filter that is not set is none. */
function without(search: {
  [Name in keyof DeliverySearch]?: DeliverySearch[Name] | undefined;
}): DeliverySearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
