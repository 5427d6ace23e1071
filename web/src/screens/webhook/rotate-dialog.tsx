import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { messageOf } from '../../parts/explain-error.js';
import { tellOf } from '../../parts/tell.js';
import { useRotateSecret } from '../../queries/secrets.js';

interface RotateDialogProps {
  webhookId: string;
  opened: boolean;
  close: () => void;
  rotated: () => void;
}

const GRACE = [
  { value: '0', label: 'Not at all: it ends now' },
  { value: '300', label: '5 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '24 hours' },
  { value: '604800', label: '7 days' },
];

export function RotateDialog({ webhookId, opened, close, rotated }: RotateDialogProps) {
  const [graceSeconds, setGraceSeconds] = useState('86400');
  const [signing, setSigning] = useState<'' | 'hmac' | 'ed25519'>('');
  const [secret, setSecret] = useState('');
  const { mutate, isPending, error } = useRotateSecret(webhookId);
  const rotate = (): void => {
    const how = {
      graceSeconds: Number(graceSeconds),
      ...(signing && { signing }),
      ...(secret.trim() !== '' && { secret: secret.trim() }),
    };
    const { onSuccess } = tellOf('Rotated: a new secret signs');
    mutate(how, {
      onSuccess: () => {
        onSuccess();
        setSecret('');
        rotated();
        close();
      },
    });
  };
  return (
    <Modal opened={opened} onClose={close} title="Rotate the secret" centered>
      <Stack gap="md">
        <Text>
          A new secret signs at once. Give it to the receiver while the old one still signs beside it.
        </Text>
        <Select
          label="The old one goes on signing for"
          data={GRACE}
          allowDeselect={false}
          value={graceSeconds}
          onChange={(value) => setGraceSeconds(value ?? '86400')}
        />
        <Select
          label="Kind"
          data={[
            { value: '', label: 'As the one before' },
            { value: 'hmac', label: 'HMAC-SHA256: one secret on both sides' },
            { value: 'ed25519', label: 'ed25519: the receiver holds a public key only' },
          ]}
          allowDeselect={false}
          value={signing}
          onChange={(value) => setSigning(value === 'hmac' || value === 'ed25519' ? value : '')}
        />
        {signing !== 'ed25519' && (
          <TextInput
            label="Secret"
            description="To bring one along; made when empty."
            placeholder="whsec_…"
            autoComplete="off"
            value={secret}
            onChange={({ currentTarget }) => setSecret(currentTarget.value)}
          />
        )}
        {error && (
          <Text size="sm" c="var(--bad)" role="alert">
            {messageOf(error)}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Keep the old one
          </Button>
          <Button loading={isPending} onClick={rotate}>
            Rotate
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
