import { ActionIcon, Button, Code, Group, Input, Stack, Text, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import type { HeaderDraft } from './webhook-draft.js';
import type { FormPartProps } from './webhook-form.js';

/** Headers of the receiver's own, such as a token. Those that are stored show their names alone. */
export function HeadersField({
  draft: { headers },
  change,
  errors,
  names = [],
}: FormPartProps & { names?: readonly string[] | undefined }) {
  const set = (next: HeaderDraft[] | null): void => change({ headers: next });
  return (
    <Input.Wrapper
      label="Headers"
      labelElement="div"
      description="Sent with every attempt; their values are stored encrypted, and not shown again."
      error={errors['headers']}
    >
      {headers === null ? (
        <Group gap="sm" mt={6}>
          {names.length === 0 ? (
            <Text size="sm" c="dimmed">
              None.
            </Text>
          ) : (
            names.map((name) => <Code key={name}>{name}: •••</Code>)
          )}
          <Button variant="default" size="compact-sm" onClick={() => set([{ name: '', value: '' }])}>
            {names.length === 0 ? 'Add' : 'Replace all'}
          </Button>
        </Group>
      ) : (
        <Stack gap={6} mt={6}>
          {headers.map((header, index) => (
            <HeaderRow
              key={index}
              header={header}
              change={(changed) => set(headers.with(index, { ...header, ...changed }))}
              remove={() => set(headers.filter((_, at) => at !== index))}
            />
          ))}
          <Group gap="xs">
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<Plus size={14} />}
              onClick={() => set([...headers, { name: '', value: '' }])}
            >
              Add a header
            </Button>
            {names.length > 0 && (
              <Button variant="subtle" size="compact-sm" onClick={() => set(null)}>
                Keep {names.join(', ')}
              </Button>
            )}
          </Group>
        </Stack>
      )}
    </Input.Wrapper>
  );
}

interface HeaderRowProps {
  header: HeaderDraft;
  change: (changed: Partial<HeaderDraft>) => void;
  remove: () => void;
}

function HeaderRow({ header, change, remove }: HeaderRowProps) {
  return (
    <Group gap={6} wrap="nowrap">
      <TextInput
        aria-label="Header name"
        placeholder="x-team"
        value={header.name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        flex={2}
      />
      <TextInput
        aria-label={`Value of ${header.name || 'the header'}`}
        placeholder="value"
        autoComplete="off"
        value={header.value}
        onChange={({ currentTarget }) => change({ value: currentTarget.value })}
        flex={3}
      />
      <ActionIcon aria-label={`Remove ${header.name || 'the header'}`} onClick={remove}>
        <X size={16} />
      </ActionIcon>
    </Group>
  );
}
