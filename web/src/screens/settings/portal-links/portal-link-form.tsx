import { Button, Group, Radio, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { messageOf } from '../../../parts/explain-error.js';
import { RelativeTime } from '../../../parts/relative-time.js';
import { useCreatePortalLink } from '../../../queries/workspaces.js';
import { SecretText } from '../../../webhook/secret-text.js';

const EXPIRIES = [
  { value: '600', label: '10 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '1 day' },
  { value: '604800', label: '7 days' },
];

export function PortalLinkForm() {
  const [role, setRole] = useState<'manage' | 'read'>('manage');
  const [expiresInSeconds, setExpiresInSeconds] = useState('3600');
  const { data: link, mutate, isPending, error } = useCreatePortalLink();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate({ role, expiresInSeconds: Number(expiresInSeconds) });
      }}
    >
      <Stack>
        <Radio.Group
          label="Who comes by it may"
          value={role}
          onChange={(value) => setRole(value === 'read' ? 'read' : 'manage')}
        >
          <Stack gap={6} mt={6}>
            <Radio value="manage" label="manage" description="All of the workspace, save making API keys." />
            <Radio value="read" label="read" description="Look at everything, without secrets." />
          </Stack>
        </Radio.Group>
        <Select
          label="Can be opened for"
          description="Once. The session that it begins lasts 12 hours."
          data={EXPIRIES}
          value={expiresInSeconds}
          allowDeselect={false}
          onChange={(value) => setExpiresInSeconds(value ?? '3600')}
        />
        {error && (
          <Text size="sm" c="var(--bad)" role="alert">
            {messageOf(error)}
          </Text>
        )}
        <Group>
          <Button type="submit" loading={isPending}>
            Create link
          </Button>
        </Group>
        {link && (
          <Stack gap={6} role="status">
            <SecretText text={link.url} what="the link" />
            <Text size="sm" c="dimmed">
              It works once, until <RelativeTime at={link.expiresAt} />, and is not shown again. In this
              browser it ends your own session: open it in another one, or send it on.
            </Text>
          </Stack>
        )}
      </Stack>
    </form>
  );
}
