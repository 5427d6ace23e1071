import type { Replay } from '@posthorn/client';
import { Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import { Ban } from 'lucide-react';
import { RelativeTime } from '../../parts/relative-time.js';
import { tellError } from '../../parts/tell.js';
import { useCancelReplay } from '../../queries/replays.js';
import { useSession } from '../../session.js';

/** Why it was cancelled, where nobody pressed the button. */
const REASONS: Record<string, string> = {
  'webhook-deleted': 'The webhook was deleted.',
  terminated: 'Its workflow was terminated in Temporal.',
};

/** How far it is. It goes on without this page: one may leave, reload, and come back. */
export function ReplayProgress({ replay }: { replay: Replay }) {
  const { id, status, reason, sent, total, since, until, eventTypes, createdAt, finishedAt } = replay;
  const { mayManage } = useSession();
  const cancel = useCancelReplay();
  const percent = total === 0 ? 100 : Math.min(100, (100 * sent) / total);
  return (
    <Card component="section" aria-label="Progress" padding="lg">
      <Stack gap="sm">
        <Group justify="space-between" mih={36}>
          <Text fw={600} size="lg" className="figures" role="status">
            {sent.toLocaleString()} of {total.toLocaleString()} sent
            {status === 'running' ? ' …' : `, ${status}`}
          </Text>
          {status === 'running' && mayManage && (
            <Button
              variant="default"
              leftSection={<Ban size={15} />}
              loading={cancel.isPending}
              onClick={() => cancel.mutate(id, { onError: tellError })}
            >
              Cancel
            </Button>
          )}
        </Group>
        <Progress
          value={status === 'completed' ? 100 : percent}
          size="lg"
          radius="xl"
          color={status === 'completed' ? 'teal' : status === 'cancelled' ? 'gray' : 'accent'}
          animated={status === 'running'}
          aria-label="Sent"
        />
        <Text size="sm" c="dimmed">
          Events {eventTypes ? `${eventTypes.join(', ')} ` : ''}from {SHORT.format(new Date(since))} until{' '}
          {SHORT.format(new Date(until))} · started <RelativeTime at={createdAt} />
          {finishedAt !== null && (
            <>
              {' '}
              · ended <RelativeTime at={finishedAt} />
            </>
          )}
          {reason !== null && ` · ${REASONS[reason] ?? reason}`}
        </Text>
      </Stack>
    </Card>
  );
}

const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
