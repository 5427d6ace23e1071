import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { explainError } from './explain-error.js';
import classes from './state.module.css';

/** In place of what could not be shown: what happened, and what to do. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, advice, code } = explainError(error);
  return (
    <Stack className={classes['state']} role="alert" gap="sm">
      <div className={classes['icon']} data-tone="bad">
        <CircleAlert size={22} aria-hidden />
      </div>
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="dimmed" maw={520}>
        {advice}
      </Text>
      <Group gap="sm" justify="center">
        {retry && (
          <Button variant="default" onClick={retry}>
            Try again
          </Button>
        )}
        {code !== undefined && (
          <Button variant="subtle" component="a" href={`/docs/problems#${code}`} target="_blank">
            About {code}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
