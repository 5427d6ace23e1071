import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { messageOf } from './explain-error.js';

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  /** What comes of it. */
  children: ReactNode;
  /** What the button does: "Revoke key". */
  action: string;
  /** What has to be typed, where there is no way back. */
  typed?: string;
  isPending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something ends that somebody may rely on. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, title, onClose } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered>
      <Confirmation {...props} />
    </Modal>
  );
}

function Confirmation({ children, action, typed, isPending, error, onConfirm, onClose }: ConfirmDialogProps) {
  const [text, setText] = useState('');
  const isSure = typed === undefined || text === typed;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isSure) onConfirm();
      }}
    >
      <Stack>
        <Text component="div">{children}</Text>
        {typed !== undefined && (
          <TextInput
            label={`Type ${typed} to confirm`}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            value={text}
            onChange={({ currentTarget: { value } }) => setText(value)}
          />
        )}
        {error !== null && (
          <Text size="sm" c="var(--bad)" role="alert">
            {messageOf(error)}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            onClick={onClose}
            {...(typed === undefined && { 'data-autofocus': true })}
          >
            Keep it
          </Button>
          <Button type="submit" color="red" loading={isPending} disabled={!isSure}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
