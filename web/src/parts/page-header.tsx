import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useBrand } from '../brand-context.js';

interface PageHeaderProps {
  title: string;
  /** What the screen is for, in a sentence. */
  children?: ReactNode;
  /** At the right; under the title where it is narrow. */
  actions?: ReactNode;
  /** Above the title, such as a way back. */
  above?: ReactNode;
}

export function PageHeader({ title, children, actions, above }: PageHeaderProps) {
  const { name } = useBrand();
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  return (
    <Stack gap={6} mb="lg">
      {above}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} miw={0}>
          <Title order={1}>{title}</Title>
          {children !== undefined && (
            <Text component="div" c="dimmed">
              {children}
            </Text>
          )}
        </Stack>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
    </Stack>
  );
}
