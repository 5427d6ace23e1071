import type { Webhook } from '@posthorn/client';
import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { tellError } from '../../parts/tell.js';
import { useDeleteWebhook } from '../../queries/webhooks.js';

interface DeleteDialogProps {
  webhook: Webhook;
  opened: boolean;
  close: () => void;
}

/** There is no way back, so the host is typed. */
export function DeleteDialog({ webhook: { id, url }, opened, close }: DeleteDialogProps) {
  const { host } = new URL(url);
  const [typed, setTyped] = useState('');
  const { mutate, isPending } = useDeleteWebhook(id);
  const navigate = useNavigate();
  return (
    <Modal opened={opened} onClose={close} title="Delete this webhook?" centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed !== host) return;
          mutate(undefined, {
            onSuccess: () => void navigate({ to: '/settings/webhook' }),
            onError: tellError,
          });
        }}
      >
        <Text mb="md">
          Nothing more is sent there; open deliveries end as cancelled. What was sent stays readable. This
          cannot be undone.
        </Text>
        <TextInput
          label={`Type ${host} to confirm`}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          mb="lg"
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Keep it
          </Button>
          <Button type="submit" color="red" loading={isPending} disabled={typed !== host}>
            Delete it
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
