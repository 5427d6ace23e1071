import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import type { Shortcut } from '../keyboard/shortcuts.js';

interface ShortcutsDialogProps {
  shortcuts: readonly Shortcut[];
  close: () => void;
}

export function ShortcutsDialog({ shortcuts, close }: ShortcutsDialogProps) {
  return (
    <Modal opened onClose={close} title="Keyboard shortcuts" centered>
      <Stack gap="xs">
        {shortcuts.map(({ key, does }) => (
          <Group key={key} justify="space-between">
            <Text>{does}</Text>
            <Kbd>{key}</Kbd>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
