import { Button, Group, Modal, Stack, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Ban, RotateCw } from 'lucide-react';
import { useShortcut } from '../../keyboard/shortcuts.js';
import { tellError } from '../../parts/tell.js';
import { useCancelDelivery, useRetryDelivery } from '../../queries/deliveries.js';
import { useSession } from '../../session.js';
import { type KnownDelivery, isOver, refusalOfSending } from './allowed-actions.js';
import { StaleLinkNotice, staleSince } from './stale-link.js';

/** Retry now while it is open, Redeliver once it is over, Cancel until then. */
export function DeliveryActions(known: KnownDelivery) {
  const { delivery, event } = known;
  const { mayManage } = useSession();
  const [asks, { open, close }] = useDisclosure(false);
  const retry = useRetryDelivery();
  const cancel = useCancelDelivery();
  const over = isOver(delivery);
  const refusal = mayManage ? refusalOfSending(known) : 'This session may only read.';
  const label = over ? 'Redeliver' : 'Retry now';

  const send = (): void => {
    close();
    retry.mutate(delivery.id, { onError: tellError });
  };
  const begin = (): void => {
    if (refusal !== undefined || retry.isPending) return;
    if (delivery.status === 'delivered' || staleSince(event, Date.now()) !== undefined) open();
    else send();
  };
  useShortcut('r', 'Retry now, or redeliver', begin);

  return (
    <>
      <Group gap="xs">
        {!over && mayManage && (
          <Button
            variant="default"
            leftSection={<Ban size={15} />}
            loading={cancel.isPending}
            onClick={() => cancel.mutate(delivery.id, { onError: tellError })}
          >
            Cancel
          </Button>
        )}
        <Tooltip label={refusal ?? `${label} (r)`}>
          {/* Reached by the keyboard although it does nothing: it says why. */}
          <Button
            leftSection={<RotateCw size={15} />}
            loading={retry.isPending}
            aria-disabled={refusal !== undefined}
            {...(refusal !== undefined && { 'data-disabled': true })}
            onClick={begin}
          >
            {label}
          </Button>
        </Tooltip>
      </Group>
      <Modal opened={asks} onClose={close} title={`${label}?`} centered>
        <Stack>
          <StaleLinkNotice event={event} />
          {delivery.status === 'delivered' && (
            <Text>
              It arrived already. The receiver gets it once more, under the same <code>webhook-id</code>, by
              which it can tell that it is a repetition.
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button onClick={send} data-autofocus>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
