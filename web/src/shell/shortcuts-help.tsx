import { ActionIcon, Tooltip } from '@mantine/core';
import { Keyboard } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { type Shortcut, activeShortcuts, useShortcut } from '../keyboard/shortcuts.js';

const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts-dialog.js')).ShortcutsDialog,
}));

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
      {listed && (
        <Suspense>
          <ShortcutsDialog shortcuts={listed} close={() => setListed(undefined)} />
        </Suspense>
      )}
    </>
  );
}
