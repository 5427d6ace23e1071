import type { ApiKey } from '@posthorn/client';
import { Button, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '../../../parts/confirm-dialog.js';
import table from '../../../parts/data-table.module.css';
import { RelativeTime } from '../../../parts/relative-time.js';
import { Chip } from '../../../parts/status-chip.js';
import { tellOf } from '../../../parts/tell.js';
import { useNow } from '../../../parts/use-now.js';
import { useRevokeApiKey } from '../../../queries/api-keys.js';
import classes from '../settings.module.css';

export function ApiKeyTable({ apiKeys }: { apiKeys: readonly ApiKey[] }) {
  const [ending, setEnding] = useState<ApiKey>();
  return (
    <div className={table['frame']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">For</th>
            <th scope="col">Created</th>
            <th scope="col">Expires</th>
            <th scope="col">
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {apiKeys.map((apiKey) => (
            <tr key={apiKey.id}>
              <td>
                <span className={classes['name']}>{apiKey.name}</span>
                <code className={classes['id']}>{apiKey.id}</code>
              </td>
              <td>
                <Chip tone={apiKey.role === 'admin' ? 'waiting' : 'neutral'}>{apiKey.role}</Chip>
              </td>
              <td>{apiKey.workspaceId ?? 'the whole installation'}</td>
              <td className={classes['quiet']} data-label="created">
                <RelativeTime at={apiKey.createdAt} />
              </td>
              <td className={classes['quiet']} data-label="expires">
                <Expiry at={apiKey.expiresAt} />
              </td>
              <td className={classes['actions']}>
                <Button
                  variant="subtle"
                  color="red"
                  size="xs"
                  aria-label={`Revoke ${apiKey.name}`}
                  onClick={() => setEnding(apiKey)}
                >
                  Revoke
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <RevokeDialog apiKey={ending} onClose={() => setEnding(undefined)} />
    </div>
  );
}

function Expiry({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return 'never';
  return Date.parse(at) <= now ? <Chip tone="bad">expired</Chip> : <RelativeTime at={at} />;
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  const { mutate, isPending, error, reset } = useRevokeApiKey();
  const told = tellOf('The key is revoked.');
  const close = (): void => {
    reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={apiKey !== undefined}
      title="Revoke this key?"
      action="Revoke key"
      isPending={isPending}
      error={error}
      onConfirm={() => {
        if (apiKey)
          mutate(apiKey.id, {
            onSuccess: () => {
              told.onSuccess();
              close();
            },
          });
      }}
      onClose={close}
    >
      Whoever uses <strong>{apiKey?.name}</strong> is refused from now on, and sessions that began with it
      end. This cannot be undone.
    </ConfirmDialog>
  );
}
