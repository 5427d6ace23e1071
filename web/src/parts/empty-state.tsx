import { Stack, Text, Title } from '@mantine/core';
import type { ComponentType, ReactNode } from 'react';
import classes from './state.module.css';

interface EmptyStateProps {
  /** One of lucide-react. */
  icon: ComponentType<{ size?: number | string }>;
  title: string;
  /** It is all of the screen, which has no other heading. */
  isScreen?: boolean;
  /** What would be here, and how it comes to be. */
  children?: ReactNode;
  /** The buttons that help. */
  actions?: ReactNode;
}

/** Where there is nothing yet, or nothing that matches. */
export function EmptyState({ icon: Icon, title, isScreen = false, children, actions }: EmptyStateProps) {
  return (
    <Stack className={classes['state']} gap="sm">
      <div className={classes['icon']} data-tone="accent" aria-hidden>
        <Icon size={22} />
      </div>
      <Title order={isScreen ? 1 : 2} size="h3">
        {title}
      </Title>
      {children !== undefined && (
        <Text component="div" c="dimmed" maw={560}>
          {children}
        </Text>
      )}
      {actions}
    </Stack>
  );
}
