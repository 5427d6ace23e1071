import { List } from '@mantine/core';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { useErasePayload } from '../../queries/event-pages.js';

interface EraseDialogProps {
  eventId: string;
  opened: boolean;
  onClose: () => void;
}

export function EraseDialog({ eventId, opened, onClose }: EraseDialogProps) {
  const { mutate, isPending, error, reset } = useErasePayload(eventId);
  const close = (): void => {
    reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={opened}
      title="Erase the payload?"
      action="Erase payload"
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(undefined, { onSuccess: close })}
      onClose={close}
    >
      <List spacing={4} size="sm">
        <List.Item>Its data, and what receivers answered, are erased for good.</List.Item>
        <List.Item>Deliveries that are still open end cancelled; none can be sent again.</List.Item>
        <List.Item>That it was, where it went and when, stays on record.</List.Item>
      </List>
    </ConfirmDialog>
  );
}
