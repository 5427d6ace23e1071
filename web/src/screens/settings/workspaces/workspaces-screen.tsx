import type { Workspace } from '@posthorn/client';
import { Button, Group, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import table from '../../../parts/data-table.module.css';
import { ErrorState } from '../../../parts/error-state.js';
import { LoadingState } from '../../../parts/loading-state.js';
import { PageHeader } from '../../../parts/page-header.js';
import { RelativeTime } from '../../../parts/relative-time.js';
import { Chip } from '../../../parts/status-chip.js';
import { useWorkspaces } from '../../../queries/workspaces.js';
import { useSession } from '../../../session.js';
import classes from '../settings.module.css';
import { DeleteWorkspaceDialog } from './delete-workspace-dialog.js';
import { WorkspaceDialog } from './workspace-dialog.js';

type Open = { dialog: 'create' } | { dialog: 'rename' | 'delete'; workspace: Workspace };

/** It always exists: what names no workspace is in it. */
const DEFAULT_ID = 'default';

export function WorkspacesScreen() {
  const { data: workspaces, error, refetch } = useWorkspaces();
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  return (
    <>
      <PageHeader
        title="Workspaces"
        actions={
          <Button leftSection={<Plus size={16} />} onClick={() => setOpen({ dialog: 'create' })}>
            Create workspace
          </Button>
        }
      >
        Tenants: each has its own webhooks, events and keys, and sees nothing of the others.
      </PageHeader>
      {error && !workspaces ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !workspaces ? (
        <LoadingState rows={4} height={57} />
      ) : (
        <WorkspaceTable workspaces={workspaces} onOpen={setOpen} />
      )}
      {(open?.dialog === 'create' || open?.dialog === 'rename') && (
        <WorkspaceDialog workspace={open.dialog === 'rename' ? open.workspace : undefined} onClose={close} />
      )}
      {open?.dialog === 'delete' && <DeleteWorkspaceDialog workspace={open.workspace} onClose={close} />}
    </>
  );
}

interface WorkspaceTableProps {
  workspaces: readonly Workspace[];
  onOpen: (open: Open) => void;
}

function WorkspaceTable({ workspaces, onOpen }: WorkspaceTableProps) {
  const { workspaceId } = useSession();
  return (
    <div className={table['frame']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">Workspace</th>
            <th scope="col">Created</th>
            <th scope="col">
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {workspaces.map((workspace) => (
            <tr key={workspace.id}>
              <td>
                <Link to="/settings/webhook" search={{ workspace: workspace.id }} className={classes['name']}>
                  {workspace.name}
                </Link>
                <code className={classes['id']}>{workspace.id}</code>{' '}
                {workspace.id === workspaceId && <Chip tone="neutral">shown</Chip>}
              </td>
              <td className={classes['quiet']}>
                <RelativeTime at={workspace.createdAt} />
              </td>
              <td className={classes['actions']}>
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  <Button
                    variant="subtle"
                    color="gray"
                    size="xs"
                    aria-label={`Rename ${workspace.name}`}
                    onClick={() => onOpen({ dialog: 'rename', workspace })}
                  >
                    Rename
                  </Button>
                  {workspace.id !== DEFAULT_ID && (
                    <Button
                      variant="subtle"
                      color="red"
                      size="xs"
                      aria-label={`Delete ${workspace.name}`}
                      onClick={() => onOpen({ dialog: 'delete', workspace })}
                    >
                      Delete
                    </Button>
                  )}
                </Group>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
