import type { Workspace } from '@posthorn/client';
import { useNavigate } from '@tanstack/react-router';
import { ConfirmDialog } from '../../../parts/confirm-dialog.js';
import { tellOf } from '../../../parts/tell.js';
import { useDeleteWorkspace } from '../../../queries/workspaces.js';
import { useSession } from '../../../session.js';

interface DeleteWorkspaceDialogProps {
  workspace: Workspace;
  onClose: () => void;
}

export function DeleteWorkspaceDialog({ workspace: { id, name }, onClose }: DeleteWorkspaceDialogProps) {
  const { workspaceId } = useSession();
  const navigate = useNavigate();
  const { mutate, isPending, error } = useDeleteWorkspace();
  const told = tellOf('The workspace is gone; its records are being erased.');
  return (
    <ConfirmDialog
      opened
      title="Delete this workspace?"
      action="Delete workspace"
      typed={id}
      isPending={isPending}
      error={error}
      onConfirm={() =>
        mutate(id, {
          onSuccess: () => {
            told.onSuccess();
            onClose();
            if (id === workspaceId)
              void navigate({ to: '/settings/workspaces', search: { workspace: 'default' } });
          },
        })
      }
      onClose={onClose}
    >
      Everything of <strong>{name}</strong> is erased: its webhooks, events, deliveries and keys. Open
      deliveries are not sent any more. This cannot be undone.
    </ConfirmDialog>
  );
}
