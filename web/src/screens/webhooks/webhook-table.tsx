import { Text } from '@mantine/core';
import type { Webhook, WebhookSeries } from '@posthorn/client';
import {
  type SortingState,
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRowCursor } from '../../keyboard/use-row-cursor.js';
import classes from '../../parts/data-table.module.css';
import { RelativeTime } from '../../parts/relative-time.js';
import { SortHeader } from '../../parts/sort-header.js';
import { Sparkline } from '../../parts/sparkline.js';
import { EventPatterns } from '../../webhook/event-patterns.js';
import { WebhookState } from '../../webhook/webhook-state.js';
import { SuccessRate } from './success-rate.js';
import { WebhookName } from './webhook-name.js';
import own from './webhooks.module.css';

export type WebhookItem = Webhook & { day: WebhookSeries | undefined };

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const column = createColumnHelper<typeof features, WebhookItem>();

const columns = column.columns([
  column.accessor('url', { header: 'Webhook', cell: ({ row }) => <WebhookName webhook={row.original} /> }),
  column.accessor('events', {
    header: 'Events',
    enableSorting: false,
    cell: ({ row }) => <EventPatterns events={row.original.events} />,
  }),
  column.accessor('status', { header: 'State', cell: ({ row }) => <WebhookState webhook={row.original} /> }),
  column.accessor(({ day }) => (day ? day.delivered + day.failed : undefined), {
    id: 'volume',
    header: 'Last 24 h',
    sortUndefined: 'last',
    cell: ({ row }) => <Sparkline series={row.original.day?.series ?? []} over="in the last 24 hours" />,
  }),
  column.accessor(({ day }) => day?.successRate ?? undefined, {
    id: 'success',
    header: 'Success',
    sortUndefined: 'last',
    cell: ({ row }) => <SuccessRate rate={row.original.day?.successRate} />,
  }),
  column.accessor(({ day }) => day?.lastDeliveryAt ?? undefined, {
    id: 'last',
    header: 'Last delivery',
    sortUndefined: 'last',
    cell: ({ row: { original } }) =>
      original.day?.lastDeliveryAt ? (
        <RelativeTime at={original.day.lastDeliveryAt} />
      ) : (
        <Text c="dimmed">never</Text>
      ),
  }),
]);

export function WebhookTable({ items }: { items: WebhookItem[] }) {
  const { sort } = useSearch({ from: '/signed-in/settings/webhook' });
  const navigate = useNavigate({ from: '/settings/webhook' });
  const table = useTable({
    features,
    columns,
    data: items,
    getRowId: ({ id }) => id,
    state: { sorting: readSort(sort) },
    onSortingChange: (update) => {
      const sorting = typeof update === 'function' ? update(readSort(sort)) : update;
      void navigate({ search: (search) => ({ ...search, sort: writeSort(sorting) }), replace: true });
    },
  });
  const { rows } = table.getRowModel();
  const current = useRowCursor(
    rows.map(({ id }) => id),
    (webhookId) => void navigate({ to: '/settings/webhook/$webhookId', params: { webhookId } }),
  );
  return (
    <div className={classes['frame']}>
      <table className={`${classes['table']} ${own['table']}`}>
        <thead>
          {table.getHeaderGroups().map(({ id, headers }) => (
            <tr key={id}>
              {headers.map((header) => (
                <th key={header.id} scope="col">
                  <SortHeader
                    sorted={header.column.getIsSorted()}
                    toggle={header.column.getCanSort() ? header.column.getToggleSortingHandler() : undefined}
                  >
                    <table.FlexRender header={header} />
                  </SortHeader>
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-row={row.id} data-current={row.id === current || undefined}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function readSort(text = ''): SortingState {
  return text === '' ? [] : [{ id: text.replace(/^-/, ''), desc: text.startsWith('-') }];
}

function writeSort([first]: SortingState): string | undefined {
  return first && `${first.desc ? '-' : ''}${first.id}`;
}
