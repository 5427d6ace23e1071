import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { KeyRound, Plus } from 'lucide-react';
import { EmptyState } from '../../../parts/empty-state.js';
import { ErrorState } from '../../../parts/error-state.js';
import { LoadingState } from '../../../parts/loading-state.js';
import { PageHeader } from '../../../parts/page-header.js';
import { useApiKeys } from '../../../queries/api-keys.js';
import { useSession } from '../../../session.js';
import { ApiKeyTable } from './api-key-table.js';
import { CreateApiKeyDialog } from './create-api-key-dialog.js';

export function ApiKeysScreen() {
  const { isPortal } = useSession();
  const { data: apiKeys, error, refetch } = useApiKeys();
  const [isCreating, { open, close }] = useDisclosure(false);
  const create = !isPortal && (
    <Button leftSection={<Plus size={16} />} onClick={open}>
      Create key
    </Button>
  );
  return (
    <>
      <PageHeader title="API keys" actions={apiKeys?.length !== 0 && create}>
        What producers and programs sign in with.
      </PageHeader>
      {error && !apiKeys ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !apiKeys ? (
        <LoadingState rows={5} height={57} />
      ) : apiKeys.length === 0 ? (
        <EmptyState icon={KeyRound} title="No key yet" actions={create}>
          A producer needs one of the role emit: it can emit events, and nothing else.
        </EmptyState>
      ) : (
        <ApiKeyTable apiKeys={apiKeys} />
      )}
      <CreateApiKeyDialog opened={isCreating} onClose={close} />
    </>
  );
}
