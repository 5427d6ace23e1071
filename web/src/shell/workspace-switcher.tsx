import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useWorkspaces } from '../queries/workspaces.js';
import { useSession } from '../session.js';

/** For those who may see more than one. */
export function WorkspaceSwitcher() {
  const { ofInstance } = useSession();
  return ofInstance ? <Switcher /> : null;
}

function Switcher() {
  const { workspaceId } = useSession();
  const { data: workspaces } = useWorkspaces();
  const navigate = useNavigate();
  const choices = (workspaces ?? []).map(({ id, name }) => ({ value: id, label: name }));
  if (!choices.some(({ value }) => value === workspaceId))
    choices.unshift({ value: workspaceId, label: workspaceId });
  return (
    <Select
      aria-label="Workspace"
      size="sm"
      data={choices}
      value={workspaceId}
      allowDeselect={false}
      searchable={choices.length > 8}
      onChange={(id) => {
        // What the URL says else is about the workspace that is left.
        if (id !== null) void navigate({ to: '/settings/webhook', search: { workspace: id } });
      }}
    />
  );
}
