import type { DeliveryRow } from '@posthorn/client';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { RotateCw } from 'lucide-react';
import { messageOf } from '../../parts/explain-error.js';
import { tellOf } from '../../parts/tell.js';
import { type Refused, useRetryDeliveries } from '../../queries/retry-deliveries.js';
import { MOST_SELECTED, type Selection } from './use-selection.js';

interface SelectionBarProps {
  selection: Selection;
  rows: readonly DeliveryRow[];
}

/** What can be done with the rows that were picked. Nothing is there while there are none. */
export function SelectionBar({ selection, rows }: SelectionBarProps) {
  const [asks, { open, close }] = useDisclosure(false);
  const { mutate, isPending, done } = useRetryDeliveries();
  const { ids, keep } = selection;
  if (ids.size === 0) return null;
  const send = (): void => {
    close();
    mutate([...ids], {
      onSuccess: (refused) => {
        // Those are looked at next.
        keep(refused.map(({ id }) => id));
        tell(ids.size, refused);
      },
    });
  };
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" role="status">
        {isPending ? `${done} of ${ids.size} …` : `${ids.size} selected`}
        {!isPending && ids.size === MOST_SELECTED && ', the most at once'}
      </Text>
      <Button size="compact-sm" leftSection={<RotateCw size={14} />} loading={isPending} onClick={open}>
        Redeliver selected
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" disabled={isPending} onClick={() => keep([])}>
        Clear
      </Button>
      <Modal opened={asks} onClose={close} title={`Redeliver ${numberOf(ids.size)}?`} centered>
        <Stack>
          <Text>{whatComes(rows.filter(({ id }) => ids.has(id)))}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button onClick={send} data-autofocus>
              Redeliver
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  );
}

function whatComes(chosen: readonly DeliveryRow[]): string {
  const delivered = chosen.filter(({ status }) => status === 'delivered').length;
  const open = chosen.filter(({ finishedAt }) => finishedAt === null).length;
  return [
    'What is over is sent again, with a full budget of attempts.',
    open > 0 && `${numberOf(open)} that is still open gets its next attempt now.`,
    delivered > 0 &&
      `${numberOf(delivered)} arrived already: the receiver gets it once more, under the same webhook-id.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function numberOf(count: number): string {
  return count === 1 ? 'one delivery' : `${count} deliveries`;
}

function tell(asked: number, refused: readonly Refused[]): void {
  const sent = asked - refused.length;
  if (sent > 0) tellOf(`${numberOf(sent)} ${sent === 1 ? 'is' : 'are'} sent again.`).onSuccess();
  const [first] = refused;
  if (!first) return;
  notifications.show({
    color: 'red',
    title: `${numberOf(refused.length)} could not be sent`,
    message: messageOf(first.error),
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': 'Dismiss' },
  });
}
