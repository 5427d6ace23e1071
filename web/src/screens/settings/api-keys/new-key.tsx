import type { CreatedApiKey } from '@posthorn/client';
import { Button, Group, Stack, Text } from '@mantine/core';
import { SecretText } from '../../../webhook/secret-text.js';

export function NewKey({ created: { key }, onDone }: { created: CreatedApiKey; onDone: () => void }) {
  return (
    <Stack>
      {key === undefined ? (
        <Text role="alert">
          The answer with the key was lost on its way, and it is shown only once. Revoke this one, and create
          another.
        </Text>
      ) : (
        <>
          <Text>Copy it now: it is kept as a hash alone, and cannot be shown again.</Text>
          <SecretText text={key} what="the key" />
        </>
      )}
      <Group justify="flex-end">
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}
