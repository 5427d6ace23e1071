import type { CreateApiKey } from '@posthorn/client';
import { Button, Group, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { messageOf } from '../../../parts/explain-error.js';
import { useSession } from '../../../session.js';

const ROLES = [
  { role: 'emit', does: 'Emits events, and nothing else. For producers.' },
  { role: 'manage', does: 'All of this workspace: webhooks, events, deliveries, keys.' },
  { role: 'read', does: 'Sees this workspace, without secrets.' },
  { role: 'admin', does: 'Everything, in every workspace.' },
] as const;

const DAY_MS = 86_400_000;
const EXPIRIES = [
  { value: '', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
];

interface ApiKeyFormProps {
  onCreate: (apiKey: CreateApiKey) => void;
  isPending: boolean;
  error: Error | null;
  onClose: () => void;
}

export function ApiKeyForm({ onCreate, isPending, error, onClose }: ApiKeyFormProps) {
  const { role: own, workspaceId, ofInstance } = useSession();
  const [name, setName] = useState('');
  const [role, setRole] = useState<CreateApiKey['role']>('emit');
  const [isOfInstance, setOfInstance] = useState(false);
  const [days, setDays] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onCreate({
          name: name.trim(),
          role,
          ...(role !== 'admin' && !(role === 'emit' && isOfInstance) && { workspaceId }),
          ...(days !== '' && { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
        });
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          description="Who uses it, or for what"
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <Radio.Group
          label="Role"
          value={role}
          onChange={(value) => setRole(ROLES.find((known) => known.role === value)?.role ?? 'emit')}
        >
          <Stack gap={6} mt={6}>
            {ROLES.filter((known) => known.role !== 'admin' || own === 'admin').map(
              ({ role: value, does }) => (
                <Radio key={value} value={value} label={value} description={does} />
              ),
            )}
          </Stack>
        </Radio.Group>
        {role === 'emit' && ofInstance && (
          <Select
            label="Emits for"
            data={[
              { value: 'workspace', label: `This workspace (${workspaceId})` },
              { value: 'instance', label: 'Any workspace, named in each event' },
            ]}
            value={isOfInstance ? 'instance' : 'workspace'}
            allowDeselect={false}
            onChange={(value) => setOfInstance(value === 'instance')}
          />
        )}
        <Select
          label="Expires"
          data={EXPIRIES}
          value={days}
          allowDeselect={false}
          onChange={(value) => setDays(value ?? '')}
        />
        {error !== null && (
          <Text size="sm" c="var(--bad)" role="alert">
            {messageOf(error)}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending} disabled={name.trim() === ''}>
            Create key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
