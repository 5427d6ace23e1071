import { Modal } from '@mantine/core';
import { useCreateApiKey } from '../../../queries/api-keys.js';
import { ApiKeyForm } from './api-key-form.js';
import { NewKey } from './new-key.js';

interface CreateApiKeyDialogProps {
  opened: boolean;
  onClose: () => void;
}

/** Asks what the key is for, then shows it, this once: a click beside the dialog does not lose it. */
export function CreateApiKeyDialog({ opened, onClose }: CreateApiKeyDialogProps) {
  const { data: created, mutate, isPending, error, reset } = useCreateApiKey();
  const close = (): void => {
    onClose();
    reset();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={created ? `Key “${created.name}”` : 'Create an API key'}
      centered
      closeOnClickOutside={!created}
      closeOnEscape={!created}
    >
      {created ? (
        <NewKey created={created} onDone={close} />
      ) : (
        <ApiKeyForm
          onCreate={(apiKey) => mutate(apiKey)}
          isPending={isPending}
          error={error}
          onClose={close}
        />
      )}
    </Modal>
  );
}
