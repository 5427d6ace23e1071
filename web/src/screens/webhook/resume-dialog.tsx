import { Button, Group, Modal, Text } from '@mantine/core';

interface ResumeDialogProps {
  held: number;
  opened: boolean;
  close: () => void;
  choose: (held: 'send' | 'discard') => void;
}

/** What becomes of what waited. */
export function ResumeDialog({ held, opened, close, choose }: ResumeDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={`${held} held ${held === 1 ? 'delivery' : 'deliveries'}`}
      centered
    >
      <Text mb="lg">
        Send them now, at a bounded pace, or discard them? Those that are discarded end as cancelled; each can
        be redelivered later.
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" color="red" onClick={() => choose('discard')}>
          Discard them
        </Button>
        <Button data-autofocus onClick={() => choose('send')}>
          Send them
        </Button>
      </Group>
    </Modal>
  );
}
