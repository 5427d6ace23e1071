import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import { DeliveryFilters } from './delivery-filters.js';
import { DeliveryList } from './delivery-list.js';
import { type DeliverySearch, filterOf } from './delivery-search.js';

interface DeliveryBrowserProps {
  /** The filters, as the URL has them. */
  search: DeliverySearch;
  /** All of them, changed. */
  onSearch: (search: DeliverySearch) => void;
  /** Only of this webhook, which is then no filter. */
  webhookId?: string;
}

/** A list of deliveries with its filters, wherever it stands. */
export function DeliveryBrowser({ search, onSearch, webhookId }: DeliveryBrowserProps) {
  const filter = useMemo(
    () => filterOf(webhookId === undefined ? search : { ...search, webhookId }),
    [search, webhookId],
  );
  return (
    <Stack gap="md">
      <DeliveryFilters search={search} onSearch={onSearch} ofOneWebhook={webhookId !== undefined} />
      <DeliveryList
        // Another list begins at its top, with nothing waiting.
        key={JSON.stringify(filter)}
        filter={filter}
        ofOneWebhook={webhookId !== undefined}
        {...(Object.keys(search).length > 0 && { onClear: () => onSearch({}) })}
      />
    </Stack>
  );
}
