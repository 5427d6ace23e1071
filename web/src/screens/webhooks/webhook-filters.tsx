import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useRef } from 'react';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { STATUSES } from './route.js';

export function WebhookFilters() {
  const { q = '', status } = useSearch({ from: '/signed-in/settings/webhook' });
  const navigate = useNavigate({ from: '/settings/webhook' });
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => field.current?.focus());
  return (
    <Group mb="md" gap="sm">
      <TextInput
        ref={field}
        aria-label="Search webhooks"
        placeholder="URL or description"
        leftSection={<Search size={15} />}
        w={260}
        value={q}
        onChange={({ currentTarget: { value } }) =>
          void navigate({ search: (search) => ({ ...search, q: value || undefined }), replace: true })
        }
      />
      <SegmentedControl
        aria-label="State"
        size="xs"
        data={[
          { value: '', label: 'All' },
          ...STATUSES.map((known) => ({ value: known, label: known[0]?.toUpperCase() + known.slice(1) })),
        ]}
        value={status ?? ''}
        onChange={(value) =>
          void navigate({
            search: (search) => ({ ...search, status: STATUSES.find((known) => known === value) }),
            replace: true,
          })
        }
      />
    </Group>
  );
}
