import { Group, Stack, Text } from '@mantine/core';
import { RelativeTime } from '../../parts/relative-time.js';
import { TextLink } from '../../parts/text-link.js';
import { useReplays } from '../../queries/replays.js';
import { replayTitle } from './replay-title.js';

/** Those of the webhook that ran before, or still run. */
export function EarlierReplays({ webhookId }: { webhookId: string }) {
  const { data: replays } = useReplays(webhookId);
  if (!replays || replays.length === 0) return null;
  return (
    <section aria-label="Earlier recoveries">
      <Text fw={600} size="sm" mb={4}>
        Earlier ones
      </Text>
      <Stack gap={4}>
        {replays.map(({ id, include, status, sent, total, createdAt }) => (
          <Group key={id} justify="space-between" gap="xs">
            <TextLink to="/recover/$replayId" params={{ replayId: id }} size="sm">
              {replayTitle(include)}
            </TextLink>
            <Text size="sm" c="dimmed">
              {status} {sent} of {total} · <RelativeTime at={createdAt} />
            </Text>
          </Group>
        ))}
      </Stack>
    </section>
  );
}
