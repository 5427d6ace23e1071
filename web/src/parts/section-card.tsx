import { Card, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './section-card.module.css';

interface SectionCardProps {
  title: string;
  /** What it is about, in a sentence. */
  about?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** One thing of a screen, under its title. */
export function SectionCard({ title, about, actions, children }: SectionCardProps) {
  return (
    <Card component="section" aria-label={title}>
      <Group justify="space-between" align="flex-start" mb={children === undefined ? 0 : 'md'}>
        <div className={classes['words']}>
          <Title order={2} size="h3">
            {title}
          </Title>
          {about !== undefined && (
            <Text component="div" c="dimmed" size="sm">
              {about}
            </Text>
          )}
        </div>
        {actions}
      </Group>
      {children}
    </Card>
  );
}
