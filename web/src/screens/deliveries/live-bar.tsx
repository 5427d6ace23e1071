import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { ArrowUp, Pause, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { useShortcut } from '../../keyboard/shortcuts.js';
import type { LiveState } from '../../live/live-stream.js';
import classes from './delivery-list.module.css';
import type { LiveDeliveries } from './use-live-deliveries.js';

const STATES: Record<LiveState, string> = {
  live: 'Live',
  connecting: 'Connecting …',
  off: 'Not live: Posthorn does not answer',
};

/** How fresh the list is, and what waits to be shown. Always as high, so that the list stays where it is. */
export function LiveBar({ live, children }: { live: LiveDeliveries; children: ReactNode }) {
  const { state, isPaused, waiting, changed, isFull } = live;
  const action = isPaused ? 'Go on' : 'Pause';
  const showNew = (): void => {
    globalThis.scrollTo({ top: 0 });
    live.showNew();
  };
  useShortcut('p', 'Pause the list, or go on', () => live.pause(!isPaused));
  useShortcut('n', 'Show new rows', showNew);
  return (
    <Group className={classes['bar']} justify="space-between" wrap="nowrap">
      <Group gap={6} wrap="nowrap">
        <span className={classes['light']} data-state={isPaused ? 'paused' : state} aria-hidden />
        <Text size="xs" c="dimmed" role="status">
          {isPaused
            ? `Paused${changed > 0 ? ` · ${changed}${isFull ? '+' : ''} changed` : ''}`
            : STATES[state]}
        </Text>
        <Tooltip label={`${action} (p)`}>
          <ActionIcon size="sm" aria-label={`${action} live updates`} onClick={() => live.pause(!isPaused)}>
            {isPaused ? <Play size={14} /> : <Pause size={14} />}
          </ActionIcon>
        </Tooltip>
      </Group>
      {children}
      {!isPaused && (waiting > 0 || isFull) && (
        <div className={classes['new']}>
          <Button size="compact-sm" radius="xl" leftSection={<ArrowUp size={14} />} onClick={showNew}>
            {`${waiting}${isFull ? '+' : ''} new`}
          </Button>
        </div>
      )}
    </Group>
  );
}
