import type { Workspace } from '@posthorn/client';
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { messageOf } from '../../../parts/explain-error.js';
import { tellOf } from '../../../parts/tell.js';
import { usePutWorkspace } from '../../../queries/workspaces.js';

const ID_FORM = /^[A-Za-z0-9_-]{1,64}$/;

interface WorkspaceDialogProps {
  /** To be renamed; absent: a new one. */
  workspace: Workspace | undefined;
  onClose: () => void;
}

export function WorkspaceDialog({ workspace, onClose }: WorkspaceDialogProps) {
  const [id, setId] = useState(workspace?.id ?? '');
  const [name, setName] = useState(workspace?.name ?? '');
  const { mutate, isPending, error } = usePutWorkspace();
  const isId = ID_FORM.test(id);
  const told = tellOf(workspace ? 'The workspace is renamed.' : 'The workspace is there.');
  return (
    <Modal opened onClose={onClose} title={workspace ? 'Rename workspace' : 'Create a workspace'} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate(
            { id, name: name.trim() },
            {
              onSuccess: () => {
                told.onSuccess();
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            maxLength={200}
            data-autofocus
            value={name}
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          {!workspace && (
            <TextInput
              label="Id"
              description="Receivers see it in every event; it stays. Letters, digits, _ and -: your own tenant’s id fits."
              autoComplete="off"
              spellCheck={false}
              maxLength={64}
              value={id}
              onChange={({ currentTarget: { value } }) => setId(value)}
              error={id !== '' && !isId && 'Letters, digits, _ and - alone'}
            />
          )}
          {error && (
            <Text size="sm" c="var(--bad)" role="alert">
              {messageOf(error)}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending} disabled={!isId || name.trim() === ''}>
              {workspace ? 'Rename' : 'Create workspace'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
