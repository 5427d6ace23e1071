import { ActionIcon, Group, Kbd, Modal, Stack, Text, Tooltip } from '@mantine/core';
import { Keyboard } from 'lucide-react';
import { useState } from 'react';
import { type Shortcut, activeShortcuts, useShortcut } from '../keyboard/shortcuts.js';

export function ShortcutsHelp() {
  const [listed, setListed] = useState<Shortcut[]>();
  const open = (): void => setListed(activeShortcuts());
  useShortcut('?', 'List the shortcuts', open);
  return (
    <>
      <Tooltip label="Keyboard shortcuts (?)">
        <ActionIcon size="lg" aria-label="Keyboard shortcuts" onClick={open}>
          <Keyboard size={17} />
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={listed !== undefined}
        onClose={() => setListed(undefined)}
        title="Keyboard shortcuts"
        centered
      >
        <Stack gap="xs">
          {listed?.map(({ key, does }) => (
            <Group key={key} justify="space-between">
              <Text>{does}</Text>
              <Kbd>{key}</Kbd>
            </Group>
          ))}
        </Stack>
      </Modal>
    </>
  );
}
